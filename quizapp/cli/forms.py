"""``quizapp forms``: read an office's own form, look for what is odd in a form's file, write a form as a file."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from quizapp import form_editor as editor
from quizapp.cli.opening import open_store, print_json, told_plainly
from quizapp.errors import Invalid
from quizapp.kit.clock import local_date, utc_now
from quizapp.kit.i18n import N_
from quizapp.statistics import parse_form

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group(help="Statistics forms as files: read, check, export. 表样文件：读取、检查、导出。")
def forms() -> None:
    """Group of form commands."""


@forms.command(
    help="Find the blanks of a docx or xlsx form and propose where each comes from. 读取 Word、Excel 统计表。"
)
@click.argument("source", type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="Everything that was found, as JSON.")
@click.option("--yaml", "as_yaml", is_flag=True, help="A form's file with the best proposals taken.")
@told_plainly
def read(source: Path, as_json: bool, as_yaml: bool) -> None:
    """One line a blank: how sure, its name, its unit, the best proposal."""
    found = editor.read_form_file(source.read_bytes(), source.name)
    if as_json:
        print_json(msgspec.to_builtins(found))
    elif as_yaml:
        year = local_date(utc_now()).year
        click.echo(editor.write_form(editor.tree_of(found, editor.settle(found), key="read_form", year=year)), nl=False)
    else:
        for blank in found.blanks():
            best = blank.proposals[0].label if blank.proposals else "-"
            click.echo(f"{blank.confidence}\t{blank.label}\t{blank.unit}\t{best}")


@forms.command(
    help="Name what is odd about a form's YAML file; status 1 when it could not be published. 检查表样文件。"
)
@click.argument("source", type=_FILE)
@told_plainly
def check(source: Path) -> None:
    """One line a remark."""
    remarks = editor.lint_form(parse_form(source.read_text("utf-8-sig"), name=source.name))
    for remark in remarks:
        click.echo(f"{remark.severity}\t{remark.code}\t{remark.where}\t{remark.phrase}")
    if any(remark.severity == "error" for remark in remarks):
        raise Invalid(N_("这张表样还不能发布"))


@forms.command(help="Write a form as YAML; KEY@2 is its version 2. 导出表样。")
@click.argument("key")
@told_plainly
def export(key: str) -> None:
    """The form's text on standard output."""
    with open_store() as (settings, store), store.read() as session:
        click.echo(editor.form_text(session, key, settings.forms_folder), nl=False)
