"""What an office does with its forms: begin one, change the draft, publish a version, take the draft back."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quizapp.errors import Conflict, NotFound
from quizapp.form_editor.changes import empty_form
from quizapp.form_editor.keys import new_key
from quizapp.form_editor.lint import lint_form
from quizapp.form_editor.models import FormDesign
from quizapp.form_editor.trees import copied, read_tree
from quizapp.form_editor.writing import Tree, write_form
from quizapp.kit.i18n import N_
from quizapp.kit.text import clean_line
from quizapp.statistics import Form, FormError, FormVersion, get_form, hash_of, load_forms, parse_form, shipped_text

#: Drafts are small, and nobody keeps more.
MOST_DESIGNS = 200


class Author(Protocol):
    """Who works on a form: `quizapp.accounts.Actor` is one."""

    @property
    def name(self) -> str:
        """Name as shown."""


def get_design(session: Session, design_id: int) -> FormDesign:
    """The form that is being written. Raises `NotFound`."""
    design = session.get(FormDesign, design_id)
    if design is None:
        raise NotFound(N_("没有这张表样，可能已经删除"))
    return design


def begin_empty(
    session: Session, unit_id: int, *, title: str, year: int, taken: Collection[str], by: Author, now: datetime
) -> FormDesign:
    """A new form with a heading alone. ``taken`` are keys of forms that no database knows (files of the installation)."""
    name = clean_line(title, limit=120)
    tree = empty_form(_free_key(session, f"{name}_{year}", taken), name, year)
    return _begin(session, unit_id, tree, by=by, now=now)


def begin_from(
    session: Session, unit_id: int, tree: Tree, *, taken: Collection[str], by: Author, now: datetime, title: str = ""
) -> FormDesign:
    """A new form that begins as a copy of ``tree``, under a key of its own where the tree's is in use."""
    new = copied(tree)
    template = new["template"]
    template["key"] = _free_key(session, str(template["key"]), taken)
    template["version"] = 1
    template.pop("aliases", None)
    if title:
        template["title"] = clean_line(title, limit=120)
    return _begin(session, unit_id, new, by=by, now=now)


def _free_key(session: Session, words: str, taken: Collection[str]) -> str:
    used = {*taken, *session.scalars(select(FormDesign.form_key)), *load_forms(None, session)}
    used |= {alias for form in load_forms(None, session).values() for alias in form.aliases}
    return new_key(words, used, fallback="form")


def _begin(session: Session, unit_id: int, tree: Tree, *, by: Author, now: datetime) -> FormDesign:
    if len(session.scalars(select(FormDesign.id).where(FormDesign.unit_id == unit_id)).all()) >= MOST_DESIGNS:
        raise Conflict(N_("一个单位最多保存 %(most)d 张表样：请先删掉不用的"), most=MOST_DESIGNS)
    text = checked_text(tree)
    design = FormDesign(
        form_key=tree["template"]["key"], unit_id=unit_id, title=str(tree["template"]["title"]), draft=text,
        created_at=now, changed_at=now, changed_by=by.name,
    )  # fmt: skip
    session.add(design)
    session.flush()
    return design


def checked_text(tree: Tree) -> str:
    """The tree written down, after reading it back. Raises `FormError` for a form that cannot be read."""
    text = write_form(tree)
    parse_form(text, name=str(tree["template"]["title"]))
    return text


def draft_text(session: Session, design: FormDesign) -> str:
    """The draft, or the version in force when nothing was changed since."""
    if design.draft is not None:
        return design.draft
    return version_of(session, design, design.published).text


def version_of(session: Session, design: FormDesign, number: int) -> FormVersion:
    """A published version. Raises `NotFound`."""
    found = session.scalar(
        select(FormVersion).where(FormVersion.form_key == design.form_key, FormVersion.number == number)
    )
    if found is None:
        raise NotFound(N_("没有这一版"))
    return found


def list_versions(session: Session, design: FormDesign) -> list[FormVersion]:
    """All versions, the newest first."""
    query = select(FormVersion).where(FormVersion.form_key == design.form_key).order_by(FormVersion.number.desc())
    return list(session.scalars(query))


def published_keys(session: Session, design: FormDesign) -> set[str]:
    """Keys of all blanks that ever stood in a published version: figures may hang on them."""
    return {key for version in list_versions(session, design) for key in parse_form(version.text).by_key}


def change_draft(
    session: Session, design: FormDesign, change: Callable[[Tree], Tree], *, seen: int, by: Author, now: datetime
) -> FormDesign:
    """Change the draft that had revision ``seen`` when it was shown. Raises `Conflict` when somebody was faster."""
    tree = change(read_tree(draft_text(session, design), name=design.title))
    text = checked_text(tree)
    if text == draft_text(session, design):
        return design
    return _put(session, design, text, str(tree["template"]["title"]), seen=seen, by=by, now=now)


def _put(
    session: Session, design: FormDesign, text: str | None, title: str, *, seen: int, by: Author, now: datetime
) -> FormDesign:
    values = {
        "draft": text, "title": title, "revision": FormDesign.revision + 1, "changed_at": now, "changed_by": by.name,
    }  # fmt: skip
    mine = update(FormDesign).where(FormDesign.id == design.id, FormDesign.revision == seen).values(values)
    if session.execute(mine.returning(FormDesign.id)).first() is None:
        raise Conflict(N_("刚刚有人改过这张表样：请看过最新的草稿再改"))
    session.refresh(design)
    return design


def replace_draft(
    session: Session, design: FormDesign, tree: Tree, *, seen: int, by: Author, now: datetime
) -> FormDesign:
    """Put a whole other tree in the draft's place; its key stays the design's."""
    new = copied(tree)
    new["template"]["key"] = design.form_key
    return _put(session, design, checked_text(new), str(new["template"]["title"]), seen=seen, by=by, now=now)


def drop_draft(session: Session, design: FormDesign, *, seen: int, by: Author, now: datetime) -> bool:
    """Forget the draft and go back to the version in force; the whole design goes when it has none. Whether it went."""
    if design.published:
        title = parse_form(version_of(session, design, design.published).text).title
        _put(session, design, None, title, seen=seen, by=by, now=now)
        return False
    gone = delete(FormDesign).where(FormDesign.id == design.id, FormDesign.revision == seen).returning(FormDesign.id)
    if session.scalar(gone.execution_options(synchronize_session=False)) is None:
        raise Conflict(N_("刚刚有人改过这张表样：请看过最新的草稿再改"))
    session.expunge(design)
    return True


def publish(session: Session, design: FormDesign, *, remark: str, seen: int, by: Author, now: datetime) -> FormVersion:
    """The draft as the next version, which nobody can change any more. Raises `FormError` while the lint has errors."""
    session.refresh(design, with_for_update=True)
    if design.draft is None:
        raise Conflict(N_("没有要发布的改动"))
    if design.revision != seen:
        raise Conflict(N_("刚刚有人改过这张表样：请看过最新的草稿再改"))
    tree = read_tree(design.draft, name=design.title)
    number = design.published + 1
    tree["template"]["version"] = number
    text = checked_text(tree)
    wrong = next((each for each in lint_form(parse_form(text)) if each.severity == "error"), None)
    if wrong is not None:
        raise FormError(N_("“%(where)s”：%(problem)s"), where=wrong.where, problem=str(wrong.phrase))
    _keep_types(session, design, parse_form(text))
    version = FormVersion(
        form_key=design.form_key, number=number, unit_id=design.unit_id, text=text, content_hash=hash_of(text),
        remark=clean_line(remark, limit=200), published_at=now, published_by=by.name,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(version)
    except IntegrityError:  # two clerks at once
        raise Conflict(N_("刚刚有人发布过：请看过最新的版本再发布")) from None
    design.draft, design.published, design.revision = None, number, design.revision + 1
    design.title, design.changed_at, design.changed_by = str(tree["template"]["title"]), now, by.name
    session.flush()
    return version


def _keep_types(session: Session, design: FormDesign, new: Form) -> None:
    """What people have typed into a blank must still be readable: a figure does not become a word. Raises `FormError`."""
    if not design.published:
        return
    old = parse_form(version_of(session, design, design.published).text)
    for key, field in new.by_key.items():
        before = old.by_key.get(key)
        if before is None or before.type == field.type or (before.is_number and field.is_number):
            continue
        raise FormError(N_("“%(where)s”已经发布过，种类不能改：请停用这一格，另加一格"), where=field.label)


def form_text(session: Session, key: str, folder: Path | None = None) -> str:
    """The YAML of any form: shipped, of the installation, or kept by an office (``key@2`` = its version 2)."""
    form = get_form(key, folder, session)
    kept = session.scalar(
        select(FormVersion.text).where(FormVersion.form_key == form.key, FormVersion.number == form.version)
    )
    files = sorted(folder.glob("*.y*ml")) if folder is not None and folder.is_dir() else []
    texts = (path.read_text("utf-8-sig") for path in files)
    own = next((text for text in texts if parse_form(text).key == form.key), None)
    return own or kept or shipped_text(form.key) or ""


def list_designs(session: Session, unit_ids: Collection[int]) -> list[FormDesign]:
    """Forms that these units keep, those changed last first."""
    query = select(FormDesign).where(FormDesign.unit_id.in_(sorted(unit_ids))).order_by(FormDesign.changed_at.desc())
    return list(session.scalars(query))
