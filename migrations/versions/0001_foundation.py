"""Foundation: every table of the first version, and the guards of what only grows.

Revision 0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

GUARDS = {
    'sqlite': [
        "CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry BEGIN SELECT RAISE(ABORT, 'ledger_entry is append-only'); END",
        "CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry BEGIN SELECT RAISE(ABORT, 'ledger_entry is append-only'); END",
        "CREATE TRIGGER ledger_seal_no_update BEFORE UPDATE ON ledger_seal BEGIN SELECT RAISE(ABORT, 'ledger_seal is append-only'); END",
        "CREATE TRIGGER ledger_seal_no_delete BEFORE DELETE ON ledger_seal BEGIN SELECT RAISE(ABORT, 'ledger_seal is append-only'); END",
        "CREATE TRIGGER unit_change_no_update BEFORE UPDATE ON unit_change BEGIN SELECT RAISE(ABORT, 'unit_change is append-only'); END",
        "CREATE TRIGGER unit_change_no_delete BEFORE DELETE ON unit_change BEGIN SELECT RAISE(ABORT, 'unit_change is append-only'); END",
        "INSERT INTO audit_head (id, count, last_mac, mac) VALUES (1, 0, x'', x'')",
        "\n    CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry\n    BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END\n    ",
        "\n    CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry\n    WHEN NEW.position IS NOT OLD.position OR NEW.at IS NOT OLD.at OR NEW.actor_id IS NOT OLD.actor_id OR NEW.actor_name IS NOT OLD.actor_name OR NEW.action IS NOT OLD.action OR NEW.object_type IS NOT OLD.object_type OR NEW.object_id IS NOT OLD.object_id OR NEW.unit_id IS NOT OLD.unit_id OR NEW.detail IS NOT OLD.detail OR NEW.personal_digest IS NOT OLD.personal_digest OR NEW.digest IS NOT OLD.digest OR NEW.mac IS NOT OLD.mac\n      OR NEW.personal IS NOT NULL OR NEW.personal_salt IS NOT NULL\n    BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END\n    ",
        "\n    CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head\n    BEGIN SELECT RAISE(ABORT, 'audit_head stays'); END\n    ",
        "\n    CREATE TRIGGER audit_head_grows BEFORE UPDATE ON audit_head WHEN NEW.count <= OLD.count\n    BEGIN SELECT RAISE(ABORT, 'audit_head only grows'); END\n    ",
        "CREATE TRIGGER drill_event_no_delete BEFORE DELETE ON drill_event BEGIN SELECT RAISE(ABORT, 'drill_event is append-only'); END",
        "CREATE TRIGGER drill_event_no_update BEFORE UPDATE ON drill_event WHEN NEW.id IS NOT OLD.id OR NEW.drill_id IS NOT OLD.drill_id OR NEW.run IS NOT OLD.run OR NEW.nonce IS NOT OLD.nonce OR NEW.payload_hash IS NOT OLD.payload_hash OR NEW.kind IS NOT OLD.kind OR NEW.expected_id IS NOT OLD.expected_id OR NEW.zone_id IS NOT OLD.zone_id OR NEW.point_id IS NOT OLD.point_id OR NEW.state IS NOT OLD.state OR NEW.people IS NOT OLD.people OR NEW.at IS NOT OLD.at OR NEW.recorded_at IS NOT OLD.recorded_at OR NEW.source IS NOT OLD.source OR NEW.actor IS NOT OLD.actor OR NEW.reason <> '（已删除）' BEGIN SELECT RAISE(ABORT, 'drill_event is append-only'); END",
        "CREATE TRIGGER evaluation_no_delete BEFORE DELETE ON evaluation WHEN (OLD.state = 'finished') BEGIN SELECT RAISE(ABORT, 'a finished evaluation is never changed'); END",
        "CREATE TRIGGER evaluation_no_update BEFORE UPDATE ON evaluation WHEN (OLD.state = 'finished') BEGIN SELECT RAISE(ABORT, 'a finished evaluation is never changed'); END",
        "CREATE TRIGGER stage_event_no_delete BEFORE DELETE ON stage_event BEGIN SELECT RAISE(ABORT, 'stage_event is append-only'); END",
        'CREATE TRIGGER stage_event_no_update BEFORE UPDATE ON stage_event WHEN NEW."id" IS NOT OLD."id" OR NEW."contest_id" IS NOT OLD."contest_id" OR NEW."run" IS NOT OLD."run" OR NEW."seq" IS NOT OLD."seq" OR NEW."kind" IS NOT OLD."kind" OR NEW."round_id" IS NOT OLD."round_id" OR NEW."question_id" IS NOT OLD."question_id" OR NEW."team_id" IS NOT OLD."team_id" OR NEW."points" IS NOT OLD."points" OR NEW."value" IS NOT OLD."value" OR NEW."verdict" IS NOT OLD."verdict" OR NEW."teams" IS NOT OLD."teams" OR NEW."undoes_id" IS NOT OLD."undoes_id" OR NEW."at" IS NOT OLD."at" OR NEW."actor" IS NOT OLD."actor" OR NEW.reason <> \'（已删除）\' BEGIN SELECT RAISE(ABORT, \'stage_event is append-only\'); END',
        "CREATE TRIGGER live_event_no_delete BEFORE DELETE ON live_event BEGIN SELECT RAISE(ABORT, 'live_event is append-only'); END",
        "CREATE TRIGGER live_event_no_update BEFORE UPDATE ON live_event BEGIN SELECT RAISE(ABORT, 'live_event is append-only'); END",
        "CREATE TRIGGER form_version_no_update BEFORE UPDATE ON form_version BEGIN SELECT RAISE(ABORT, 'form_version is append-only'); END",
        "CREATE TRIGGER form_version_no_delete BEFORE DELETE ON form_version BEGIN SELECT RAISE(ABORT, 'form_version is append-only'); END",
    ],
    'postgresql': [
        "CREATE FUNCTION quizapp_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
        'CREATE FUNCTION quizapp_append_lock() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock_shared(119182731994482); RETURN NULL; END $$',
        'CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION quizapp_append_only()',
        'CREATE TRIGGER ledger_seal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_seal FOR EACH STATEMENT EXECUTE FUNCTION quizapp_append_only()',
        'CREATE TRIGGER unit_change_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON unit_change FOR EACH STATEMENT EXECUTE FUNCTION quizapp_append_only()',
        'CREATE TRIGGER ledger_entry_append_lock BEFORE INSERT ON ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION quizapp_append_lock()',
        "INSERT INTO audit_head (id, count, last_mac, mac) VALUES (1, 0, '\\x'::bytea, '\\x'::bytea)",
        "\n    CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS\n    $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$\n    ",
        '\n    CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry\n    FOR EACH ROW EXECUTE FUNCTION audit_refuse()\n    ',
        '\n    CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry\n    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()\n    ',
        '\n    CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry FOR EACH ROW\n    WHEN (NEW.position IS DISTINCT FROM OLD.position OR NEW.at IS DISTINCT FROM OLD.at OR NEW.actor_id IS DISTINCT FROM OLD.actor_id OR NEW.actor_name IS DISTINCT FROM OLD.actor_name OR NEW.action IS DISTINCT FROM OLD.action OR NEW.object_type IS DISTINCT FROM OLD.object_type OR NEW.object_id IS DISTINCT FROM OLD.object_id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.detail IS DISTINCT FROM OLD.detail OR NEW.personal_digest IS DISTINCT FROM OLD.personal_digest OR NEW.digest IS DISTINCT FROM OLD.digest OR NEW.mac IS DISTINCT FROM OLD.mac\n      OR NEW.personal IS NOT NULL OR NEW.personal_salt IS NOT NULL)\n    EXECUTE FUNCTION audit_refuse()\n    ',
        '\n    CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head\n    FOR EACH ROW EXECUTE FUNCTION audit_refuse()\n    ',
        '\n    CREATE TRIGGER audit_head_grows BEFORE UPDATE ON audit_head FOR EACH ROW\n    WHEN (NEW.count <= OLD.count) EXECUTE FUNCTION audit_refuse()\n    ',
        'CREATE TRIGGER drill_event_no_delete BEFORE DELETE OR TRUNCATE ON drill_event FOR EACH STATEMENT EXECUTE FUNCTION quizapp_append_only()',
        "CREATE TRIGGER drill_event_no_update BEFORE UPDATE ON drill_event FOR EACH ROW WHEN (NEW.id IS DISTINCT FROM OLD.id OR NEW.drill_id IS DISTINCT FROM OLD.drill_id OR NEW.run IS DISTINCT FROM OLD.run OR NEW.nonce IS DISTINCT FROM OLD.nonce OR NEW.payload_hash IS DISTINCT FROM OLD.payload_hash OR NEW.kind IS DISTINCT FROM OLD.kind OR NEW.expected_id IS DISTINCT FROM OLD.expected_id OR NEW.zone_id IS DISTINCT FROM OLD.zone_id OR NEW.point_id IS DISTINCT FROM OLD.point_id OR NEW.state IS DISTINCT FROM OLD.state OR NEW.people IS DISTINCT FROM OLD.people OR NEW.at IS DISTINCT FROM OLD.at OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.source IS DISTINCT FROM OLD.source OR NEW.actor IS DISTINCT FROM OLD.actor OR NEW.reason <> '（已删除）') EXECUTE FUNCTION quizapp_append_only()",
        "CREATE TRIGGER evaluation_no_delete BEFORE DELETE ON evaluation FOR EACH ROW WHEN (OLD.state = 'finished') EXECUTE FUNCTION quizapp_append_only()",
        "CREATE TRIGGER evaluation_no_update BEFORE UPDATE ON evaluation FOR EACH ROW WHEN (OLD.state = 'finished') EXECUTE FUNCTION quizapp_append_only()",
        'CREATE TRIGGER stage_event_no_delete BEFORE DELETE OR TRUNCATE ON stage_event FOR EACH STATEMENT EXECUTE FUNCTION quizapp_append_only()',
        'CREATE TRIGGER stage_event_no_update BEFORE UPDATE ON stage_event FOR EACH ROW WHEN (NEW."id" IS DISTINCT FROM OLD."id" OR NEW."contest_id" IS DISTINCT FROM OLD."contest_id" OR NEW."run" IS DISTINCT FROM OLD."run" OR NEW."seq" IS DISTINCT FROM OLD."seq" OR NEW."kind" IS DISTINCT FROM OLD."kind" OR NEW."round_id" IS DISTINCT FROM OLD."round_id" OR NEW."question_id" IS DISTINCT FROM OLD."question_id" OR NEW."team_id" IS DISTINCT FROM OLD."team_id" OR NEW."points" IS DISTINCT FROM OLD."points" OR NEW."value" IS DISTINCT FROM OLD."value" OR NEW."verdict" IS DISTINCT FROM OLD."verdict" OR NEW."teams" IS DISTINCT FROM OLD."teams" OR NEW."undoes_id" IS DISTINCT FROM OLD."undoes_id" OR NEW."at" IS DISTINCT FROM OLD."at" OR NEW."actor" IS DISTINCT FROM OLD."actor" OR NEW.reason <> \'（已删除）\') EXECUTE FUNCTION quizapp_append_only()',
        'CREATE TRIGGER live_event_no_delete BEFORE DELETE OR TRUNCATE ON live_event FOR EACH STATEMENT EXECUTE FUNCTION quizapp_append_only()',
        'CREATE TRIGGER live_event_no_update BEFORE UPDATE ON live_event FOR EACH ROW EXECUTE FUNCTION quizapp_append_only()',
        'CREATE TRIGGER form_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON form_version FOR EACH STATEMENT EXECUTE FUNCTION quizapp_append_only()',
    ],
}

RELEASE = {
    'sqlite': [
        'DROP TRIGGER form_version_no_update',
        'DROP TRIGGER form_version_no_delete',
        'DROP TRIGGER stage_event_no_delete',
        'DROP TRIGGER stage_event_no_update',
        'DROP TRIGGER live_event_no_delete',
        'DROP TRIGGER live_event_no_update',
        'DROP TRIGGER evaluation_no_delete',
        'DROP TRIGGER evaluation_no_update',
        'DROP TRIGGER drill_event_no_delete',
        'DROP TRIGGER drill_event_no_update',
        'DROP TRIGGER audit_entry_no_delete',
        'DROP TRIGGER audit_entry_no_update',
        'DROP TRIGGER audit_head_no_delete',
        'DROP TRIGGER audit_head_grows',
        'DROP TRIGGER ledger_entry_no_update',
        'DROP TRIGGER ledger_entry_no_delete',
        'DROP TRIGGER ledger_seal_no_update',
        'DROP TRIGGER ledger_seal_no_delete',
        'DROP TRIGGER unit_change_no_update',
        'DROP TRIGGER unit_change_no_delete',
    ],
    'postgresql': [
        'DROP TRIGGER form_version_append_only ON form_version',
        'DROP TRIGGER stage_event_no_delete ON stage_event',
        'DROP TRIGGER stage_event_no_update ON stage_event',
        'DROP TRIGGER live_event_no_delete ON live_event',
        'DROP TRIGGER live_event_no_update ON live_event',
        'DROP TRIGGER evaluation_no_delete ON evaluation',
        'DROP TRIGGER evaluation_no_update ON evaluation',
        'DROP TRIGGER drill_event_no_delete ON drill_event',
        'DROP TRIGGER drill_event_no_update ON drill_event',
        'DROP TRIGGER audit_entry_no_delete ON audit_entry',
        'DROP TRIGGER audit_entry_no_update ON audit_entry',
        'DROP TRIGGER audit_head_no_delete ON audit_head',
        'DROP TRIGGER audit_head_grows ON audit_head',
        'DROP TRIGGER audit_entry_no_truncate ON audit_entry',
        'DROP FUNCTION audit_refuse()',
        'DROP TRIGGER ledger_entry_append_only ON ledger_entry',
        'DROP TRIGGER ledger_seal_append_only ON ledger_seal',
        'DROP TRIGGER unit_change_append_only ON unit_change',
        'DROP TRIGGER ledger_entry_append_lock ON ledger_entry',
        'DROP FUNCTION quizapp_append_lock()',
        'DROP FUNCTION quizapp_append_only()',
    ],
}


def upgrade() -> None:
    op.create_table('admission_line',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('issued', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('called', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('called >= 0 AND called <= issued', name=op.f('ck_admission_line_called_within_issued')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_admission_line'))
    )
    op.create_table('audit_head',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('count', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('last_mac', sa.LargeBinary(), nullable=False),
    sa.Column('mac', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_audit_head_only_one_row')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_head'))
    )
    op.create_table('contest_tally',
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('percent', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('people', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('attempts', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('score', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('max_score', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('correct', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('contest_id', 'unit_id', 'percent', name=op.f('pk_contest_tally')),
    sqlite_with_rowid=False
    )
    op.create_table('filed_form',
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('form_key', sa.String(length=64), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('hash', name=op.f('pk_filed_form'))
    )
    op.create_table('ledger_position',
    sa.Column('reader', sa.String(length=16), nullable=False),
    sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('reader', name=op.f('pk_ledger_position'))
    )
    op.create_table('ledger_seal',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('first_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('last_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('entries', sa.Integer(), nullable=False),
    sa.Column('previous_hash', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('sealed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_seal')),
    sa.UniqueConstraint('last_id', name=op.f('uq_ledger_seal_last_id'))
    )
    op.create_table('ledger_subtree_total',
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('measure', sa.String(length=16), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('tags', sa.String(length=300), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('quantity', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('approximate', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('campaign_id', 'unit_id', 'measure', 'kind', 'tags', 'day', name=op.f('pk_ledger_subtree_total')),
    sqlite_with_rowid=False
    )
    op.create_table('ledger_total',
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('measure', sa.String(length=16), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('tags', sa.String(length=300), nullable=False),
    sa.Column('quantity', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('approximate', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('campaign_id', 'unit_id', 'kind', 'measure', 'day', 'tags', name=op.f('pk_ledger_total')),
    sqlite_with_rowid=False
    )
    op.create_table('media',
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('mime', sa.String(length=64), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('original_hash', sa.String(length=64), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('picture','audio')", name=op.f('ck_media_kind_known')),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_media'))
    )
    op.create_index(op.f('ix_media_original_hash'), 'media', ['original_hash'], unique=False)
    op.create_table('staff',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('username', sa.String(length=64), nullable=False),
    sa.Column('display_name', sa.String(length=120), nullable=False),
    sa.Column('password_hash', sa.String(length=300), nullable=False),
    sa.Column('must_change_password', sa.Boolean(), nullable=False),
    sa.Column('password_changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('totp_secret', sa.LargeBinary(), nullable=True),
    sa.Column('totp_last_step', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('username = lower(username)', name=op.f('ck_staff_username_lower_case')),
    sa.ForeignKeyConstraint(['created_by_id'], ['staff.id'], name=op.f('fk_staff_created_by_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff')),
    sa.UniqueConstraint('username', name=op.f('uq_staff_username'))
    )
    op.create_table('unit',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('parent_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('level', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('path', sa.String().with_variant(sa.String(collation='C'), 'postgresql'), nullable=False),
    sa.Column('depth', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('pinyin', sa.String(length=300), nullable=False),
    sa.Column('initials', sa.String(length=64), nullable=False),
    sa.Column('headcount', sa.Integer(), nullable=True),
    sa.Column('headcount_as_of', sa.Date(), nullable=True),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('merged_into_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('depth >= 0', name=op.f('ck_unit_depth_not_negative')),
    sa.CheckConstraint('headcount IS NULL OR headcount >= 0', name=op.f('ck_unit_headcount_not_negative')),
    sa.ForeignKeyConstraint(['merged_into_id'], ['unit.id'], name=op.f('fk_unit_merged_into_id_unit')),
    sa.ForeignKeyConstraint(['parent_id'], ['unit.id'], name=op.f('fk_unit_parent_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unit')),
    sa.UniqueConstraint('code', name=op.f('uq_unit_code')),
    sa.UniqueConstraint('path', name=op.f('uq_unit_path'))
    )
    op.create_index(op.f('ix_unit_parent_id'), 'unit', ['parent_id'], unique=False)
    op.create_table('audit_entry',
    sa.Column('position', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('actor_name', sa.String(length=120), nullable=False),
    sa.Column('action', sa.String(length=64), nullable=False),
    sa.Column('object_type', sa.String(length=64), nullable=False),
    sa.Column('object_id', sa.String(length=64), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.Column('personal', sa.Text(), nullable=True),
    sa.Column('personal_salt', sa.LargeBinary(), nullable=True),
    sa.Column('personal_digest', sa.LargeBinary(), nullable=True),
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.Column('mac', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('position > 0', name=op.f('ck_audit_entry_position_positive')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_audit_entry_unit_id_unit')),
    sa.PrimaryKeyConstraint('position', name=op.f('pk_audit_entry'))
    )
    op.create_index(op.f('ix_audit_entry_at'), 'audit_entry', ['at'], unique=False)
    op.create_index('ix_audit_entry_unit_id_position', 'audit_entry', ['unit_id', 'position'], unique=False)
    op.create_table('campaign',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('root_unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('theme', sa.String(length=300), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('time_zone', sa.String(length=64), nullable=False),
    sa.Column('form_key', sa.String(length=64), nullable=False),
    sa.Column('privacy_notice', sa.Text(), nullable=False),
    sa.Column('notice_version', sa.Integer(), nullable=False),
    sa.Column('retention_days', sa.Integer(), nullable=False),
    sa.Column('contact_name', sa.String(length=80), nullable=False),
    sa.Column('contact_phone', sa.String(length=40), nullable=False),
    sa.Column('is_published', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('options', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_campaign_ends_after_start')),
    sa.ForeignKeyConstraint(['root_unit_id'], ['unit.id'], name=op.f('fk_campaign_root_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_campaign')),
    sa.UniqueConstraint('code', name=op.f('uq_campaign_code'))
    )
    op.create_index(op.f('ix_campaign_root_unit_id'), 'campaign', ['root_unit_id'], unique=False)
    op.create_table('download',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('token', sa.String(length=32), nullable=False),
    sa.Column('purpose', sa.String(length=64), nullable=False),
    sa.Column('staff_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('permission', sa.String(length=64), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('format', sa.String(length=64), nullable=False),
    sa.Column('origin', sa.String(length=300), nullable=False),
    sa.Column('choices', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('run', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=True),
    sa.Column('size', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('touched_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ready_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state = 'ready') = (ready_at IS NOT NULL)", name=op.f('ck_download_ready_has_moment')),
    sa.CheckConstraint("format IN ('csv','xlsx','zip','parquet','docx','pdf')", name=op.f('ck_download_format_known')),
    sa.CheckConstraint("state <> 'ready' OR size IS NOT NULL", name=op.f('ck_download_ready_has_size')),
    sa.CheckConstraint("state IN ('waiting','making','ready','failed')", name=op.f('ck_download_state_known')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_download_staff_id_staff')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_download_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_download')),
    sa.UniqueConstraint('token', name=op.f('uq_download_token'))
    )
    op.create_index(op.f('ix_download_created_at'), 'download', ['created_at'], unique=False)
    op.create_index(op.f('ix_download_staff_id'), 'download', ['staff_id'], unique=False)
    op.create_table('drill_rule',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('rule_key', sa.String(length=64), nullable=False),
    sa.Column('months', sa.Integer(), nullable=True),
    sa.Column('basis', sa.String(length=300), nullable=False),
    sa.Column('last_before', sa.Date(), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_by', sa.String(length=60), nullable=False),
    sa.CheckConstraint("(rule_key <> '') = (months IS NULL)", name=op.f('ck_drill_rule_rule_or_months')),
    sa.CheckConstraint('months IS NULL OR (months >= 0 AND months <= 120)', name=op.f('ck_drill_rule_months_in_reason')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_drill_rule_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_drill_rule')),
    sa.UniqueConstraint('unit_id', name=op.f('uq_drill_rule_unit_id'))
    )
    op.create_table('filing_mail',
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('address', sa.String(length=254), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_filing_mail_unit_id_unit')),
    sa.PrimaryKeyConstraint('unit_id', name=op.f('pk_filing_mail'))
    )
    op.create_table('form_design',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('form_key', sa.String(length=64), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('draft', sa.Text(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('published', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_by', sa.String(length=120), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_form_design_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_form_design')),
    sa.UniqueConstraint('form_key', name=op.f('uq_form_design_form_key'))
    )
    op.create_index(op.f('ix_form_design_unit_id'), 'form_design', ['unit_id'], unique=False)
    op.create_table('form_version',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('form_key', sa.String(length=64), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('content_hash', sa.String(length=64), nullable=False),
    sa.Column('remark', sa.String(length=300), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_by', sa.String(length=120), nullable=False),
    sa.CheckConstraint('number > 0', name=op.f('ck_form_version_number_positive')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_form_version_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_form_version')),
    sa.UniqueConstraint('form_key', 'number', name='uq_form_version_number')
    )
    op.create_index(op.f('ix_form_version_unit_id'), 'form_version', ['unit_id'], unique=False)
    op.create_table('question_bank',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('needs_approval', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_question_bank_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_bank')),
    sa.UniqueConstraint('unit_id', 'key', name='uq_question_bank_key')
    )
    op.create_index(op.f('ix_question_bank_unit_id'), 'question_bank', ['unit_id'], unique=False)
    op.create_index('uq_question_bank_shipped_key', 'question_bank', ['key'], unique=True, sqlite_where=sa.text('unit_id IS NULL'), postgresql_where=sa.text('unit_id IS NULL'))
    op.create_table('role_grant',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('staff_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('role', sa.String(length=64), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('granted_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['granted_by_id'], ['staff.id'], name=op.f('fk_role_grant_granted_by_id_staff')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_role_grant_staff_id_staff')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_role_grant_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_grant')),
    sa.UniqueConstraint('staff_id', 'role', 'unit_id', name=op.f('uq_role_grant_staff_id_role_unit_id'))
    )
    op.create_index(op.f('ix_role_grant_unit_id'), 'role_grant', ['unit_id'], unique=False)
    op.create_table('staff_recovery_code',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('staff_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_recovery_code_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_recovery_code')),
    sa.UniqueConstraint('staff_id', 'code_hash', name=op.f('uq_staff_recovery_code_staff_id_code_hash'))
    )
    op.create_index(op.f('ix_staff_recovery_code_staff_id'), 'staff_recovery_code', ['staff_id'], unique=False)
    op.create_table('staff_session',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('staff_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('proved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('device', sa.String(length=120), nullable=False),
    sa.Column('address', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_session_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_session')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_staff_session_token_hash'))
    )
    op.create_index('ix_staff_session_staff_id_revoked_at', 'staff_session', ['staff_id', 'revoked_at'], unique=False)
    op.create_table('unit_change',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('action', sa.String(length=64), nullable=False),
    sa.Column('actor', sa.String(length=120), nullable=False),
    sa.Column('detail', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_unit_change_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unit_change'))
    )
    op.create_index('ix_unit_change_action', 'unit_change', ['action'], unique=False)
    op.create_index('ix_unit_change_unit_at', 'unit_change', ['unit_id', 'at'], unique=False)
    op.create_index(op.f('ix_unit_change_unit_id'), 'unit_change', ['unit_id'], unique=False)
    op.create_table('upload',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('token', sa.String(length=32), nullable=False),
    sa.Column('purpose', sa.String(length=64), nullable=False),
    sa.Column('staff_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('filename', sa.String(length=300), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('prepared', sa.LargeBinary(), nullable=True),
    sa.Column('choices', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_upload_staff_id_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_upload')),
    sa.UniqueConstraint('token', name=op.f('uq_upload_token'))
    )
    op.create_index(op.f('ix_upload_created_at'), 'upload', ['created_at'], unique=False)
    op.create_index(op.f('ix_upload_staff_id'), 'upload', ['staff_id'], unique=False)
    op.create_table('activity',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('delivery', sa.String(length=16), nullable=False),
    sa.Column('sector', sa.String(length=64), nullable=False),
    sa.Column('tags', sa.String(length=300), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('nonce', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.String(length=60), nullable=False),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("delivery IN ('offline','online')", name=op.f('ck_activity_delivery_known')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_activity_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_activity_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity')),
    sa.UniqueConstraint('nonce', name=op.f('uq_activity_nonce'))
    )
    op.create_index(op.f('ix_activity_campaign_id'), 'activity', ['campaign_id'], unique=False)
    op.create_index('ix_activity_campaign_kind', 'activity', ['campaign_id', 'kind'], unique=False)
    op.create_index(op.f('ix_activity_unit_id'), 'activity', ['unit_id'], unique=False)
    op.create_table('bank_import',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('bank_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('staff_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('filename', sa.String(length=300), nullable=False),
    sa.Column('file_hash', sa.String(length=64), nullable=False),
    sa.Column('format', sa.String(length=64), nullable=False),
    sa.Column('added', sa.Integer(), nullable=False),
    sa.Column('changed', sa.Integer(), nullable=False),
    sa.Column('already_there', sa.Integer(), nullable=False),
    sa.Column('left_out', sa.Integer(), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['bank_id'], ['question_bank.id'], name=op.f('fk_bank_import_bank_id_question_bank')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_bank_import_staff_id_staff')),
    sa.ForeignKeyConstraint(['undone_by'], ['staff.id'], name=op.f('fk_bank_import_undone_by_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bank_import'))
    )
    op.create_index(op.f('ix_bank_import_bank_id'), 'bank_import', ['bank_id'], unique=False)
    op.create_table('call_sample',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('form_key', sa.String(length=80), nullable=False),
    sa.Column('field_key', sa.String(length=80), nullable=False),
    sa.Column('period_key', sa.String(length=64), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('position', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('per_mille', sa.Integer(), nullable=False),
    sa.Column('seed', sa.String(length=64), nullable=False),
    sa.Column('seed_commitment', sa.String(length=64), nullable=False),
    sa.Column('pool', sa.Integer(), nullable=True),
    sa.Column('pool_hash', sa.String(length=64), nullable=False),
    sa.Column('planned_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('planned_by', sa.String(length=60), nullable=False),
    sa.Column('drawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('nonce', sa.String(length=64), nullable=False),
    sa.CheckConstraint('(drawn_at IS NULL) = (pool IS NULL)', name=op.f('ck_call_sample_drawn_has_pool')),
    sa.CheckConstraint('per_mille BETWEEN 1 AND 1000', name=op.f('ck_call_sample_per_mille_range')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_call_sample_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_call_sample_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call_sample')),
    sa.UniqueConstraint('nonce', name=op.f('uq_call_sample_nonce'))
    )
    op.create_index('ix_call_sample_campaign', 'call_sample', ['campaign_id', 'unit_id'], unique=False)
    op.create_table('cell_input',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('form_key', sa.String(length=64), nullable=False),
    sa.Column('field_key', sa.String(length=64), nullable=False),
    sa.Column('period_key', sa.String(length=64), nullable=False),
    sa.Column('action', sa.String(length=16), nullable=False),
    sa.Column('value', sa.Text(), nullable=True),
    sa.Column('is_approximate', sa.Boolean(), nullable=False),
    sa.Column('derived', sa.Text(), nullable=True),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('staff_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('author', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_standing', sa.Boolean(), nullable=False),
    sa.CheckConstraint("(action = 'typed') = (value IS NOT NULL)", name=op.f('ck_cell_input_typed_has_value')),
    sa.CheckConstraint("NOT is_standing OR action <> 'withdrawn'", name=op.f('ck_cell_input_withdrawn_stands_no_more')),
    sa.CheckConstraint("action IN ('typed','confirmed','withdrawn')", name=op.f('ck_cell_input_action_known')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_cell_input_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_cell_input_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cell_input'))
    )
    op.create_index('ix_cell_input_cell', 'cell_input', ['campaign_id', 'form_key', 'period_key', 'unit_id', 'field_key', 'id'], unique=False)
    op.create_index(op.f('ix_cell_input_unit_id'), 'cell_input', ['unit_id'], unique=False)
    op.create_index('uq_cell_input_standing', 'cell_input', ['campaign_id', 'form_key', 'period_key', 'field_key', 'unit_id'], unique=True, sqlite_where=sa.text('is_standing = 1'), postgresql_where=sa.text('is_standing'))
    op.create_table('coded_person',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code_index', sa.String(length=40), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_coded_person_campaign_id_campaign')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_coded_person')),
    sa.UniqueConstraint('campaign_id', 'code_index', name='uq_coded_person_code')
    )
    op.create_table('contest',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('intro', sa.Text(), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('question_count', sa.Integer(), nullable=False),
    sa.Column('minutes_limit', sa.Integer(), nullable=True),
    sa.Column('question_seconds', sa.Integer(), nullable=True),
    sa.Column('tries_total', sa.Integer(), nullable=True),
    sa.Column('tries_per_day', sa.Integer(), nullable=True),
    sa.Column('blueprint', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=True),
    sa.Column('points_each', sa.Integer(), nullable=False),
    sa.Column('pass_percent', sa.Integer(), nullable=False),
    sa.Column('preset', sa.String(length=64), nullable=False),
    sa.Column('counting', sa.String(length=64), nullable=False),
    sa.Column('reveal', sa.String(length=64), nullable=False),
    sa.Column('asks_phone', sa.Boolean(), nullable=False),
    sa.Column('seed', sa.String(length=64), nullable=True),
    sa.Column('seed_commitment', sa.String(length=64), nullable=True),
    sa.Column('pool_hash', sa.String(length=64), nullable=True),
    sa.Column('pool_size', sa.Integer(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.String(length=60), nullable=False),
    sa.CheckConstraint("counting IN ('best','last','first','average')", name=op.f('ck_contest_counting_known')),
    sa.CheckConstraint("reveal IN ('score','answers','explanations')", name=op.f('ck_contest_reveal_known')),
    sa.CheckConstraint('closes_at > opens_at', name=op.f('ck_contest_closes_after_opening')),
    sa.CheckConstraint('minutes_limit IS NULL OR minutes_limit > 0', name=op.f('ck_contest_minutes_positive')),
    sa.CheckConstraint('pass_percent BETWEEN 0 AND 100', name=op.f('ck_contest_pass_is_percent')),
    sa.CheckConstraint('points_each > 0', name=op.f('ck_contest_points_positive')),
    sa.CheckConstraint('published_at IS NULL OR (seed IS NOT NULL AND seed_commitment IS NOT NULL AND pool_hash IS NOT NULL)', name=op.f('ck_contest_published_is_committed')),
    sa.CheckConstraint('question_count > 0', name=op.f('ck_contest_has_questions')),
    sa.CheckConstraint('question_seconds IS NULL OR question_seconds > 0', name=op.f('ck_contest_question_seconds_positive')),
    sa.CheckConstraint('tries_per_day IS NULL OR tries_per_day > 0', name=op.f('ck_contest_day_tries_positive')),
    sa.CheckConstraint('tries_total IS NULL OR tries_total > 0', name=op.f('ck_contest_tries_positive')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_contest_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_contest_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contest')),
    sa.UniqueConstraint('code', name=op.f('uq_contest_code'))
    )
    op.create_index('ix_contest_campaign_window', 'contest', ['campaign_id', 'opens_at'], unique=False)
    op.create_index(op.f('ix_contest_unit_id'), 'contest', ['unit_id'], unique=False)
    op.create_table('daily_question',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('bank_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('question_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('content', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.Column('option_order', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('pool_size', sa.Integer(), nullable=False),
    sa.Column('pool_hash', sa.String(length=64), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['bank_id'], ['question_bank.id'], name=op.f('fk_daily_question_bank_id_question_bank')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_daily_question_campaign_id_campaign')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_daily_question')),
    sa.UniqueConstraint('campaign_id', 'day', name='uq_daily_question_day')
    )
    op.create_table('download_part',
    sa.Column('download_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['download_id'], ['download.id'], name=op.f('fk_download_part_download_id_download')),
    sa.PrimaryKeyConstraint('download_id', 'number', name=op.f('pk_download_part'))
    )
    op.create_table('external_figure',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('form_key', sa.String(length=64), nullable=False),
    sa.Column('field_key', sa.String(length=64), nullable=False),
    sa.Column('period_key', sa.String(length=64), nullable=False),
    sa.Column('value', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('is_approximate', sa.Boolean(), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.Column('link', sa.Text(), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('proof', sa.LargeBinary(), nullable=False),
    sa.Column('proof_type', sa.String(length=20), nullable=False),
    sa.Column('nonce', sa.String(length=64), nullable=False),
    sa.Column('staff_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('author', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_by', sa.String(length=120), nullable=False),
    sa.Column('withdrawn_reason', sa.String(length=300), nullable=False),
    sa.CheckConstraint("proof_type IN ('','image/webp','application/pdf')", name=op.f('ck_external_figure_proof_known')),
    sa.CheckConstraint("withdrawn_at IS NULL OR withdrawn_reason <> ''", name=op.f('ck_external_figure_withdrawal_has_reason')),
    sa.CheckConstraint('value >= 0', name=op.f('ck_external_figure_value_not_negative')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_external_figure_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_external_figure_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_external_figure')),
    sa.UniqueConstraint('nonce', name=op.f('uq_external_figure_nonce'))
    )
    op.create_index('ix_external_figure_sheet', 'external_figure', ['campaign_id', 'form_key', 'period_key', 'unit_id'], unique=False)
    op.create_index(op.f('ix_external_figure_unit_id'), 'external_figure', ['unit_id'], unique=False)
    op.create_table('feedback',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('topic', sa.String(length=64), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('contact_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('nonce', sa.String(length=64), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_by', sa.String(length=120), nullable=False),
    sa.Column('answer', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_feedback_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_feedback_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback')),
    sa.UniqueConstraint('nonce', name=op.f('uq_feedback_nonce'))
    )
    op.create_index(op.f('ix_feedback_campaign_id'), 'feedback', ['campaign_id'], unique=False)
    op.create_table('filing',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('form_key', sa.String(length=64), nullable=False),
    sa.Column('form_hash', sa.String(length=64), nullable=False),
    sa.Column('period_key', sa.String(length=64), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('is_nil', sa.Boolean(), nullable=False),
    sa.Column('is_late', sa.Boolean(), nullable=False),
    sa.Column('is_latest', sa.Boolean(), nullable=False),
    sa.Column('is_standing', sa.Boolean(), nullable=False),
    sa.Column('filed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('staff_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('author', sa.String(length=120), nullable=False),
    sa.Column('position', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('head', sa.String(length=64), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('until', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.CheckConstraint("NOT is_standing OR state <> 'returned'", name=op.f('ck_filing_returned_does_not_stand')),
    sa.CheckConstraint("state IN ('submitted','returned','accepted','frozen')", name=op.f('ck_filing_state_known')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_filing_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['form_hash'], ['filed_form.hash'], name=op.f('fk_filing_form_hash_filed_form')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_filing_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_filing')),
    sa.UniqueConstraint('campaign_id', 'form_key', 'period_key', 'unit_id', 'version', 'round', name='uq_filing_once')
    )
    op.create_index(op.f('ix_filing_unit_id'), 'filing', ['unit_id'], unique=False)
    op.create_index('ix_filing_unit_week', 'filing', ['unit_id', 'campaign_id', 'form_key', 'last_day'], unique=False)
    op.create_index('uq_filing_latest', 'filing', ['campaign_id', 'form_key', 'period_key', 'unit_id'], unique=True, sqlite_where=sa.text('is_latest = 1'), postgresql_where=sa.text('is_latest'))
    op.create_index('uq_filing_standing', 'filing', ['campaign_id', 'form_key', 'period_key', 'unit_id'], unique=True, sqlite_where=sa.text('is_standing = 1'), postgresql_where=sa.text('is_standing'))
    op.create_table('filing_calendar',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('form_key', sa.String(length=64), nullable=False),
    sa.Column('is_on', sa.Boolean(), nullable=False),
    sa.Column('is_weekly', sa.Boolean(), nullable=False),
    sa.Column('closes_on', sa.Integer(), nullable=False),
    sa.Column('closes_at', sa.Integer(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('final_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('duty', sa.String(length=16), nullable=False),
    sa.Column('levels', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('allows_nil', sa.Boolean(), nullable=False),
    sa.Column('remind_hours', sa.Integer(), nullable=False),
    sa.CheckConstraint("duty IN ('all','levels','chosen')", name=op.f('ck_filing_calendar_duty_known')),
    sa.CheckConstraint('closes_at BETWEEN 0 AND 1439', name=op.f('ck_filing_calendar_minute_of_day')),
    sa.CheckConstraint('closes_on BETWEEN 0 AND 6', name=op.f('ck_filing_calendar_weekday')),
    sa.CheckConstraint('last_day >= first_day', name=op.f('ck_filing_calendar_ends_after_start')),
    sa.CheckConstraint('remind_hours >= 0', name=op.f('ck_filing_calendar_remind_hours_not_negative')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_filing_calendar_campaign_id_campaign')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_filing_calendar')),
    sa.UniqueConstraint('campaign_id', 'form_key', name=op.f('uq_filing_calendar_campaign_id_form_key'))
    )
    op.create_table('filing_reminder',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('form_key', sa.String(length=64), nullable=False),
    sa.Column('period_key', sa.String(length=64), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('author', sa.String(length=120), nullable=False),
    sa.Column('mailed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('mail_after', sa.DateTime(timezone=True), nullable=True),
    sa.Column('mail_tries', sa.Integer(), nullable=False),
    sa.Column('mail_error', sa.String(length=300), nullable=False),
    sa.CheckConstraint("kind IN ('due','asked')", name=op.f('ck_filing_reminder_kind_known')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_filing_reminder_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_filing_reminder_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_filing_reminder')),
    sa.UniqueConstraint('campaign_id', 'form_key', 'period_key', 'unit_id', 'kind', name='uq_filing_reminder_once')
    )
    op.create_index('ix_filing_reminder_mail', 'filing_reminder', ['mail_after'], unique=False)
    op.create_index(op.f('ix_filing_reminder_unit_id'), 'filing_reminder', ['unit_id'], unique=False)
    op.create_table('leading_group_member',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('role', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('post', sa.String(length=300), nullable=False),
    sa.Column('duty', sa.String(length=300), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.CheckConstraint("role IN ('head','deputy','member')", name=op.f('ck_leading_group_member_role_known')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_leading_group_member_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_leading_group_member_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_leading_group_member'))
    )
    op.create_index('ix_leading_group_member_campaign', 'leading_group_member', ['campaign_id', 'unit_id'], unique=False)
    op.create_index(op.f('ix_leading_group_member_unit_id'), 'leading_group_member', ['unit_id'], unique=False)
    op.create_table('ledger_entry',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('host_unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('measure', sa.String(length=16), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('is_approximate', sa.Boolean(), nullable=False),
    sa.Column('activity_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('session_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('occurred_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('source', sa.String(length=16), nullable=False),
    sa.Column('source_table', sa.String(length=40), nullable=False),
    sa.Column('source_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('tags', sa.String(length=300), nullable=False),
    sa.Column('reverses_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('actor', sa.String(length=60), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.CheckConstraint("measure IN ('session_held','attendance','item','quantity')", name=op.f('ck_ledger_entry_measure_known')),
    sa.CheckConstraint("reverses_id IS NULL OR reason <> ''", name=op.f('ck_ledger_entry_correction_has_reason')),
    sa.CheckConstraint("source IN ('attempt','scan','helper','kiosk','paper','headcount','import','manual')", name=op.f('ck_ledger_entry_source_known')),
    sa.CheckConstraint("tags = '' OR (tags LIKE ' %' AND tags LIKE '% ')", name=op.f('ck_ledger_entry_tags_framed')),
    sa.CheckConstraint('quantity <> 0', name=op.f('ck_ledger_entry_quantity_not_zero')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_ledger_entry_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['reverses_id'], ['ledger_entry.id'], name=op.f('fk_ledger_entry_reverses_id_ledger_entry')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_ledger_entry_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_entry')),
    sa.UniqueConstraint('reverses_id', name=op.f('uq_ledger_entry_reverses_id')),
    sa.UniqueConstraint('source_table', 'source_id', 'measure', name='uq_ledger_entry_source')
    )
    op.create_index('ix_ledger_entry_figure', 'ledger_entry', ['campaign_id', 'kind', 'measure', 'unit_id', 'day'], unique=False)
    op.create_index('ix_ledger_entry_person', 'ledger_entry', ['person_id'], unique=False)
    op.create_index('ix_ledger_entry_session', 'ledger_entry', ['session_id'], unique=False)
    op.create_index('ix_ledger_entry_unit', 'ledger_entry', ['campaign_id', 'unit_id', 'id'], unique=False)
    op.create_table('liaison_officer',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('post', sa.String(length=300), nullable=False),
    sa.Column('office_phone', sa.String(length=40), nullable=False),
    sa.Column('phone_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('remarks', sa.String(length=300), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=60), nullable=False),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('until IS NULL OR until >= since', name=op.f('ck_liaison_officer_until_after_since')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_liaison_officer_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_liaison_officer_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_liaison_officer'))
    )
    op.create_index(op.f('ix_liaison_officer_unit_id'), 'liaison_officer', ['unit_id'], unique=False)
    op.create_index('uq_liaison_officer_present', 'liaison_officer', ['campaign_id', 'unit_id'], unique=True, sqlite_where=sa.text('until IS NULL'), postgresql_where=sa.text('until IS NULL'))
    op.create_table('live_room',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('preset', sa.String(length=64), nullable=False),
    sa.Column('has_streak', sa.Boolean(), nullable=False),
    sa.Column('mode', sa.String(length=64), nullable=False),
    sa.Column('roster_only', sa.Boolean(), nullable=False),
    sa.Column('has_teams', sa.Boolean(), nullable=False),
    sa.Column('is_practice', sa.Boolean(), nullable=False),
    sa.Column('is_in_hall', sa.Boolean(), nullable=False),
    sa.Column('board_size', sa.Integer(), nullable=False),
    sa.Column('allows_replay', sa.Boolean(), nullable=False),
    sa.Column('join_limit', sa.Integer(), nullable=False),
    sa.Column('bad_words', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('phase', sa.String(length=64), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('question_count', sa.Integer(), nullable=False),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('joins_locked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('screen_token', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.String(length=60), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('touched_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("mode IN ('standard','elimination')", name=op.f('ck_live_room_mode_known')),
    sa.CheckConstraint("phase <> 'asking' OR (opens_at IS NOT NULL AND closes_at IS NOT NULL)", name=op.f('ck_live_room_asked_is_timed')),
    sa.CheckConstraint("phase IN ('draft','lobby','asking','revealed','board','finished')", name=op.f('ck_live_room_phase_known')),
    sa.CheckConstraint("preset IN ('right_first','speed_linear','speed_kahoot')", name=op.f('ck_live_room_preset_known')),
    sa.CheckConstraint('place >= 0 AND place <= question_count', name=op.f('ck_live_room_place_exists')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_live_room_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_live_room_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_live_room')),
    sa.UniqueConstraint('code', name=op.f('uq_live_room_code')),
    sa.UniqueConstraint('screen_token', name=op.f('uq_live_room_screen_token'))
    )
    op.create_index(op.f('ix_live_room_campaign_id'), 'live_room', ['campaign_id'], unique=False)
    op.create_index(op.f('ix_live_room_unit_id'), 'live_room', ['unit_id'], unique=False)
    op.create_table('look_note',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('form_key', sa.String(length=64), nullable=False),
    sa.Column('period_key', sa.String(length=64), nullable=False),
    sa.Column('rule', sa.String(length=16), nullable=False),
    sa.Column('field_key', sa.String(length=64), nullable=False),
    sa.Column('seen', sa.Text(), nullable=False),
    sa.Column('explanation', sa.String(length=300), nullable=False),
    sa.Column('staff_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('author', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("explanation <> ''", name=op.f('ck_look_note_is_explained')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_look_note_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_look_note_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_look_note'))
    )
    op.create_index('ix_look_note_sheet', 'look_note', ['campaign_id', 'form_key', 'period_key', 'unit_id'], unique=False)
    op.create_index(op.f('ix_look_note_unit_id'), 'look_note', ['unit_id'], unique=False)
    op.create_table('plan_document',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('number', sa.String(length=300), nullable=False),
    sa.Column('addressed_to', sa.String(length=300), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('signed_by', sa.String(length=300), nullable=False),
    sa.Column('signed_on', sa.Date(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=60), nullable=False),
    sa.CheckConstraint("kind IN ('plan','notice')", name=op.f('ck_plan_document_kind_known')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_plan_document_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_plan_document_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_document'))
    )
    op.create_index('ix_plan_document_campaign', 'plan_document', ['campaign_id', 'unit_id'], unique=False)
    op.create_index(op.f('ix_plan_document_unit_id'), 'plan_document', ['unit_id'], unique=False)
    op.create_table('plan_file',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('filename', sa.String(length=300), nullable=False),
    sa.Column('ending', sa.String(length=64), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=60), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_reason', sa.String(length=300), nullable=False),
    sa.CheckConstraint("withdrawn_at IS NULL OR withdrawn_reason <> ''", name=op.f('ck_plan_file_withdrawal_has_reason')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_plan_file_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_plan_file_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_file')),
    sa.UniqueConstraint('campaign_id', 'unit_id', 'digest', name='uq_plan_file_once')
    )
    op.create_index(op.f('ix_plan_file_unit_id'), 'plan_file', ['unit_id'], unique=False)
    op.create_table('plan_task',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('heading', sa.String(length=300), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('standard', sa.String(length=300), nullable=False),
    sa.Column('way', sa.String(length=64), nullable=False),
    sa.Column('kinds', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('counts', sa.String(length=64), nullable=False),
    sa.Column('minimum', sa.Integer(), nullable=False),
    sa.Column('reach', sa.String(length=64), nullable=False),
    sa.Column('levels', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('unit_kinds', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('responsible', sa.String(length=300), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=60), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("counts IN ('things','attendances')", name=op.f('ck_plan_task_counts_known')),
    sa.CheckConstraint("reach IN ('own','each')", name=op.f('ck_plan_task_reach_known')),
    sa.CheckConstraint("way IN ('ledger','word','liaison','file')", name=op.f('ck_plan_task_way_known')),
    sa.CheckConstraint('minimum > 0', name=op.f('ck_plan_task_minimum_positive')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_plan_task_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_plan_task_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_task'))
    )
    op.create_index('ix_plan_task_campaign', 'plan_task', ['campaign_id', 'ended_at'], unique=False)
    op.create_index(op.f('ix_plan_task_unit_id'), 'plan_task', ['unit_id'], unique=False)
    op.create_table('practice_setting',
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('is_open', sa.Boolean(), nullable=False),
    sa.Column('has_free', sa.Boolean(), nullable=False),
    sa.Column('has_mistakes', sa.Boolean(), nullable=False),
    sa.Column('has_daily', sa.Boolean(), nullable=False),
    sa.Column('has_challenge', sa.Boolean(), nullable=False),
    sa.Column('has_race', sa.Boolean(), nullable=False),
    sa.Column('shows_board', sa.Boolean(), nullable=False),
    sa.Column('seed', sa.String(length=64), nullable=False),
    sa.Column('seed_commitment', sa.String(length=64), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_practice_setting_campaign_id_campaign')),
    sa.PrimaryKeyConstraint('campaign_id', name=op.f('pk_practice_setting'))
    )
    op.create_table('public_screen',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('token', sa.String(length=32), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_by', sa.String(length=60), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by', sa.String(length=60), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_public_screen_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_public_screen_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_public_screen')),
    sa.UniqueConstraint('token', name=op.f('uq_public_screen_token'))
    )
    op.create_index('ix_public_screen_place', 'public_screen', ['campaign_id', 'unit_id'], unique=False)
    op.create_table('record_batch',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('origin', sa.String(length=64), nullable=False),
    sa.Column('filename', sa.String(length=300), nullable=False),
    sa.Column('lines', sa.Integer(), nullable=False),
    sa.Column('nonce', sa.String(length=64), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=60), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by', sa.String(length=60), nullable=False),
    sa.Column('undone_reason', sa.String(length=300), nullable=False),
    sa.CheckConstraint("origin IN ('typed','pasted','file')", name=op.f('ck_record_batch_origin_known')),
    sa.CheckConstraint("undone_at IS NULL OR undone_reason <> ''", name=op.f('ck_record_batch_undoing_has_reason')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_record_batch_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_record_batch_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_record_batch')),
    sa.UniqueConstraint('nonce', name=op.f('uq_record_batch_nonce'))
    )
    op.create_index(op.f('ix_record_batch_campaign_id'), 'record_batch', ['campaign_id'], unique=False)
    op.create_index(op.f('ix_record_batch_unit_id'), 'record_batch', ['unit_id'], unique=False)
    op.create_table('roster',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_roster_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_roster_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roster'))
    )
    op.create_index(op.f('ix_roster_campaign_id'), 'roster', ['campaign_id'], unique=False)
    op.create_index(op.f('ix_roster_unit_id'), 'roster', ['unit_id'], unique=False)
    op.create_table('round_event',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('intro', sa.Text(), nullable=False),
    sa.Column('ticket_key', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.String(length=60), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_round_event_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_round_event_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_round_event')),
    sa.UniqueConstraint('code', name=op.f('uq_round_event_code'))
    )
    op.create_index(op.f('ix_round_event_campaign_id'), 'round_event', ['campaign_id'], unique=False)
    op.create_index(op.f('ix_round_event_unit_id'), 'round_event', ['unit_id'], unique=False)
    op.create_table('score_sheet',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('follows_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('rows', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('grades', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('levels', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('unit_kinds', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('has_ranking', sa.Boolean(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=60), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('draft','open','closed')", name=op.f('ck_score_sheet_state_known')),
    sa.CheckConstraint('total > 0', name=op.f('ck_score_sheet_total_positive')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_score_sheet_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['follows_id'], ['score_sheet.id'], name=op.f('fk_score_sheet_follows_id_score_sheet')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_score_sheet_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_score_sheet'))
    )
    op.create_index('ix_score_sheet_campaign', 'score_sheet', ['campaign_id', 'unit_id'], unique=False)
    op.create_index(op.f('ix_score_sheet_unit_id'), 'score_sheet', ['unit_id'], unique=False)
    op.create_table('stage_contest',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('place', sa.String(length=300), nullable=False),
    sa.Column('start_score', sa.Integer(), nullable=False),
    sa.Column('screen_token', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.String(length=60), nullable=False),
    sa.Column('nonce', sa.String(length=64), nullable=False),
    sa.Column('run', sa.Integer(), nullable=False),
    sa.Column('phase', sa.String(length=8), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('host_revision', sa.Integer(), nullable=False),
    sa.Column('gate', sa.String(length=8), nullable=False),
    sa.Column('opening_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('barred', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('audience', sa.Integer(), nullable=True),
    sa.Column('audience_is_approximate', sa.Boolean(), nullable=False),
    sa.Column('referees', sa.String(length=300), nullable=False),
    sa.Column('recorder', sa.String(length=300), nullable=False),
    sa.CheckConstraint("gate IN ('none','ready','open','taken')", name=op.f('ck_stage_contest_stage_gate_known')),
    sa.CheckConstraint("phase IN ('ready','test','running','finished')", name=op.f('ck_stage_contest_stage_phase_known')),
    sa.CheckConstraint('audience IS NULL OR audience >= 0', name=op.f('ck_stage_contest_stage_audience_not_negative')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_stage_contest_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_stage_contest_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stage_contest')),
    sa.UniqueConstraint('nonce', name=op.f('uq_stage_contest_nonce')),
    sa.UniqueConstraint('screen_token', name=op.f('uq_stage_contest_screen_token'))
    )
    op.create_index(op.f('ix_stage_contest_campaign_id'), 'stage_contest', ['campaign_id'], unique=False)
    op.create_index(op.f('ix_stage_contest_unit_id'), 'stage_contest', ['unit_id'], unique=False)
    op.create_table('webhook_target',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('url', sa.String(length=500), nullable=False),
    sa.Column('secret_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('types', sa.String(length=300), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.String(length=60), nullable=False),
    sa.Column('read_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('disabled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_webhook_target_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_webhook_target_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook_target'))
    )
    op.create_index(op.f('ix_webhook_target_unit_id'), 'webhook_target', ['unit_id'], unique=False)
    op.create_table('activity_session',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('activity_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('host_unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('place', sa.String(length=300), nullable=False),
    sa.Column('expected', sa.Integer(), nullable=True),
    sa.Column('opens_before_min', sa.Integer(), nullable=False),
    sa.Column('closes_after_min', sa.Integer(), nullable=False),
    sa.Column('allows_self_check_in', sa.Boolean(), nullable=False),
    sa.Column('door', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('held_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('held_rounds', sa.Integer(), nullable=False),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancel_reason', sa.String(length=300), nullable=False),
    sa.Column('nonce', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('ends_at >= starts_at', name=op.f('ck_activity_session_ends_after_start')),
    sa.CheckConstraint('expected IS NULL OR expected >= 0', name=op.f('ck_activity_session_expected_not_negative')),
    sa.CheckConstraint('held_at IS NULL OR cancelled_at IS NULL', name=op.f('ck_activity_session_held_is_not_cancelled')),
    sa.CheckConstraint('opens_before_min >= 0 AND closes_after_min >= 0', name=op.f('ck_activity_session_window_not_negative')),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_activity_session_activity_id_activity')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_activity_session_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['host_unit_id'], ['unit.id'], name=op.f('fk_activity_session_host_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity_session')),
    sa.UniqueConstraint('code', name=op.f('uq_activity_session_code')),
    sa.UniqueConstraint('nonce', name=op.f('uq_activity_session_nonce'))
    )
    op.create_index(op.f('ix_activity_session_activity_id'), 'activity_session', ['activity_id'], unique=False)
    op.create_index('ix_activity_session_campaign_time', 'activity_session', ['campaign_id', 'starts_at'], unique=False)
    op.create_index(op.f('ix_activity_session_host_unit_id'), 'activity_session', ['host_unit_id'], unique=False)
    op.create_table('bank_question',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('bank_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('content_hash', sa.String(length=64), nullable=False),
    sa.Column('type', sa.String(length=64), nullable=False),
    sa.Column('stem', sa.Text(), nullable=False),
    sa.Column('content', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('topic', sa.String(length=300), nullable=False),
    sa.Column('difficulty', sa.String(length=64), nullable=False),
    sa.Column('tags', sa.Text(), nullable=False),
    sa.Column('audience', sa.String(length=300), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.Column('law', sa.String(length=64), nullable=False),
    sa.Column('law_version', sa.Date(), nullable=True),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('last_verified_on', sa.Date(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('is_draft', sa.Boolean(), nullable=False),
    sa.Column('reviewed_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('reviewed_on', sa.Date(), nullable=True),
    sa.Column('import_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('replaces_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['bank_id'], ['question_bank.id'], name=op.f('fk_bank_question_bank_id_question_bank')),
    sa.ForeignKeyConstraint(['created_by'], ['staff.id'], name=op.f('fk_bank_question_created_by_staff')),
    sa.ForeignKeyConstraint(['import_id'], ['bank_import.id'], name=op.f('fk_bank_question_import_id_bank_import')),
    sa.ForeignKeyConstraint(['replaces_id'], ['bank_question.id'], name=op.f('fk_bank_question_replaces_id_bank_question')),
    sa.ForeignKeyConstraint(['reviewed_by'], ['staff.id'], name=op.f('fk_bank_question_reviewed_by_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bank_question')),
    sa.UniqueConstraint('bank_id', 'key', 'version', name='uq_bank_question_version')
    )
    op.create_index('ix_bank_question_hash', 'bank_question', ['bank_id', 'content_hash'], unique=False)
    op.create_index(op.f('ix_bank_question_import_id'), 'bank_question', ['import_id'], unique=False)
    op.create_table('board_freeze',
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('stood_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('units', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('people', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['contest_id'], ['contest.id'], name=op.f('fk_board_freeze_contest_id_contest')),
    sa.PrimaryKeyConstraint('contest_id', name=op.f('pk_board_freeze'))
    )
    op.create_table('certificate_template',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('issuers', sa.Text(), nullable=False),
    sa.Column('rule', sa.String(length=64), nullable=False),
    sa.Column('percent', sa.Integer(), nullable=False),
    sa.Column('design', sa.String(length=64), nullable=False),
    sa.Column('is_landscape', sa.Boolean(), nullable=False),
    sa.Column('has_seal_box', sa.Boolean(), nullable=False),
    sa.Column('shows_band', sa.Boolean(), nullable=False),
    sa.Column('language', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.String(length=60), nullable=False),
    sa.CheckConstraint("design IN ('classic','plain','modern')", name=op.f('ck_certificate_template_design_known')),
    sa.CheckConstraint("rule IN ('took_part','passed','score')", name=op.f('ck_certificate_template_rule_known')),
    sa.CheckConstraint('percent BETWEEN 1 AND 100', name=op.f('ck_certificate_template_is_percent')),
    sa.CheckConstraint('version > 0', name=op.f('ck_certificate_template_version_positive')),
    sa.ForeignKeyConstraint(['contest_id'], ['contest.id'], name=op.f('fk_certificate_template_contest_id_contest')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate_template')),
    sa.UniqueConstraint('contest_id', 'version', name='uq_certificate_template_version')
    )
    op.create_table('contest_bank',
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('bank_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['bank_id'], ['question_bank.id'], name=op.f('fk_contest_bank_bank_id_question_bank')),
    sa.ForeignKeyConstraint(['contest_id'], ['contest.id'], name=op.f('fk_contest_bank_contest_id_contest')),
    sa.PrimaryKeyConstraint('contest_id', 'bank_id', name=op.f('pk_contest_bank'))
    )
    op.create_table('contest_board',
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('shows_people', sa.Boolean(), nullable=False),
    sa.Column('shows_units', sa.Boolean(), nullable=False),
    sa.Column('people_limit', sa.Integer(), nullable=False),
    sa.Column('names_units', sa.Boolean(), nullable=False),
    sa.Column('formula', sa.String(length=64), nullable=False),
    sa.Column('mark_percent', sa.Integer(), nullable=False),
    sa.Column('points_high', sa.Integer(), nullable=False),
    sa.Column('points_low', sa.Integer(), nullable=False),
    sa.Column('min_people', sa.Integer(), nullable=False),
    sa.Column('units_limit', sa.Integer(), nullable=False),
    sa.Column('ranked_kind', sa.String(length=64), nullable=False),
    sa.Column('has_brackets', sa.Boolean(), nullable=False),
    sa.Column('freeze_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("formula IN ('people','above_mark','rate','average','correct','points')", name=op.f('ck_contest_board_formula_known')),
    sa.CheckConstraint('mark_percent BETWEEN 1 AND 100', name=op.f('ck_contest_board_mark_is_percent')),
    sa.CheckConstraint('min_people BETWEEN 3 AND 1000', name=op.f('ck_contest_board_min_people_known')),
    sa.CheckConstraint('people_limit BETWEEN 3 AND 200', name=op.f('ck_contest_board_people_limit_known')),
    sa.CheckConstraint('points_low >= 0 AND points_high >= points_low AND points_high <= 100', name=op.f('ck_contest_board_points_ordered')),
    sa.CheckConstraint('published_at IS NULL OR freeze_at IS NOT NULL', name=op.f('ck_contest_board_published_after_freeze')),
    sa.CheckConstraint('units_limit BETWEEN 3 AND 200', name=op.f('ck_contest_board_units_limit_known')),
    sa.ForeignKeyConstraint(['contest_id'], ['contest.id'], name=op.f('fk_contest_board_contest_id_contest')),
    sa.PrimaryKeyConstraint('contest_id', name=op.f('pk_contest_board'))
    )
    op.create_table('contest_question',
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('bank_question_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('bank_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('is_required', sa.Boolean(), nullable=False),
    sa.Column('content', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['contest_id'], ['contest.id'], name=op.f('fk_contest_question_contest_id_contest')),
    sa.PrimaryKeyConstraint('contest_id', 'place', name=op.f('pk_contest_question'))
    )
    op.create_table('event_round',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('event_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('reserves', sa.Integer(), nullable=False),
    sa.Column('rule_set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('position', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('list_hash', sa.String(length=64), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('top','top_per_unit','top_per_kind','above')", name=op.f('ck_event_round_rule_known')),
    sa.CheckConstraint('(published_at IS NULL) = (list_hash IS NULL)', name=op.f('ck_event_round_published_has_hash')),
    sa.CheckConstraint('(published_at IS NULL) = (position IS NULL)', name=op.f('ck_event_round_published_has_position')),
    sa.CheckConstraint('amount > 0 AND reserves >= 0', name=op.f('ck_event_round_rule_positive')),
    sa.CheckConstraint('number > 0', name=op.f('ck_event_round_round_number_positive')),
    sa.ForeignKeyConstraint(['contest_id'], ['contest.id'], name=op.f('fk_event_round_contest_id_contest')),
    sa.ForeignKeyConstraint(['event_id'], ['round_event.id'], name=op.f('fk_event_round_event_id_round_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event_round')),
    sa.UniqueConstraint('contest_id', name=op.f('uq_event_round_contest_id')),
    sa.UniqueConstraint('event_id', 'number', name='uq_event_round_number')
    )
    op.create_table('filing_amount',
    sa.Column('filing_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('field_key', sa.String(length=64), nullable=False),
    sa.Column('amount', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('is_own', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['filing_id'], ['filing.id'], name=op.f('fk_filing_amount_filing_id_filing')),
    sa.PrimaryKeyConstraint('filing_id', 'field_key', name=op.f('pk_filing_amount'))
    )
    op.create_table('filing_duty',
    sa.Column('calendar_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['calendar_id'], ['filing_calendar.id'], name=op.f('fk_filing_duty_calendar_id_filing_calendar')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_filing_duty_unit_id_unit')),
    sa.PrimaryKeyConstraint('calendar_id', 'unit_id', name=op.f('pk_filing_duty'))
    )
    op.create_index(op.f('ix_filing_duty_unit_id'), 'filing_duty', ['unit_id'], unique=False)
    op.create_table('filing_event',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('filing_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('action', sa.String(length=16), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('staff_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('author', sa.String(length=120), nullable=False),
    sa.Column('remark', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['filing_id'], ['filing.id'], name=op.f('fk_filing_event_filing_id_filing')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_filing_event'))
    )
    op.create_index(op.f('ix_filing_event_filing_id'), 'filing_event', ['filing_id'], unique=False)
    op.create_table('filing_seen',
    sa.Column('filing_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('field_key', sa.String(length=64), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('amount', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['filing_id'], ['filing.id'], name=op.f('fk_filing_seen_filing_id_filing')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_filing_seen_unit_id_unit')),
    sa.PrimaryKeyConstraint('filing_id', 'field_key', 'unit_id', name=op.f('pk_filing_seen'))
    )
    op.create_table('live_question',
    sa.Column('room_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('content', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.Column('option_order', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('seconds', sa.Integer(), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revealed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('skipped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tally', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=True),
    sa.CheckConstraint('points >= 1 AND points <= 10000', name=op.f('ck_live_question_points_in_reason')),
    sa.CheckConstraint('revealed_at IS NULL OR skipped_at IS NULL', name=op.f('ck_live_question_revealed_or_skipped')),
    sa.CheckConstraint('seconds >= 5 AND seconds <= 600', name=op.f('ck_live_question_seconds_in_reason')),
    sa.ForeignKeyConstraint(['room_id'], ['live_room.id'], name=op.f('fk_live_question_room_id_live_room')),
    sa.PrimaryKeyConstraint('room_id', 'place', name=op.f('pk_live_question'))
    )
    op.create_table('live_remote',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('room_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.String(length=60), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['room_id'], ['live_room.id'], name=op.f('fk_live_remote_room_id_live_room')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_live_remote')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_live_remote_token_hash'))
    )
    op.create_index(op.f('ix_live_remote_room_id'), 'live_remote', ['room_id'], unique=False)
    op.create_table('plan_word',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('task_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('is_done', sa.Boolean(), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=60), nullable=False),
    sa.Column('author', sa.String(length=120), nullable=False),
    sa.Column('is_standing', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['task_id'], ['plan_task.id'], name=op.f('fk_plan_word_task_id_plan_task')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_plan_word_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_word'))
    )
    op.create_index(op.f('ix_plan_word_unit_id'), 'plan_word', ['unit_id'], unique=False)
    op.create_index('uq_plan_word_standing', 'plan_word', ['task_id', 'unit_id'], unique=True, sqlite_where=sa.text('is_standing = 1'), postgresql_where=sa.text('is_standing'))
    op.create_table('practice_bank',
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('bank_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['bank_id'], ['question_bank.id'], name=op.f('fk_practice_bank_bank_id_question_bank')),
    sa.ForeignKeyConstraint(['campaign_id'], ['practice_setting.campaign_id'], name=op.f('fk_practice_bank_campaign_id_practice_setting')),
    sa.PrimaryKeyConstraint('campaign_id', 'bank_id', name=op.f('pk_practice_bank'))
    )
    op.create_table('prize_draw',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('rules', sa.Text(), nullable=False),
    sa.Column('eligibility', sa.String(length=64), nullable=False),
    sa.Column('claim_until', sa.Date(), nullable=False),
    sa.Column('asks_phone', sa.Boolean(), nullable=False),
    sa.Column('public_source', sa.String(length=300), nullable=False),
    sa.Column('seed', sa.String(length=64), nullable=False),
    sa.Column('seed_commitment', sa.String(length=64), nullable=False),
    sa.Column('ticket_key', sa.String(length=64), nullable=False),
    sa.Column('rules_hash', sa.String(length=64), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('pool_position', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('pool_size', sa.Integer(), nullable=True),
    sa.Column('pool_hash', sa.String(length=64), nullable=True),
    sa.Column('frozen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('public_number', sa.String(length=300), nullable=False),
    sa.Column('drawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.String(length=60), nullable=False),
    sa.CheckConstraint("eligibility IN ('took_part','passed','full_marks')", name=op.f('ck_prize_draw_eligibility_known')),
    sa.CheckConstraint('drawn_at IS NULL OR frozen_at IS NOT NULL', name=op.f('ck_prize_draw_drawn_was_frozen')),
    sa.CheckConstraint('frozen_at IS NULL OR (published_at IS NOT NULL AND pool_hash IS NOT NULL)', name=op.f('ck_prize_draw_frozen_has_pool')),
    sa.CheckConstraint('published_at IS NULL OR rules_hash IS NOT NULL', name=op.f('ck_prize_draw_published_has_rules')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_prize_draw_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['contest_id'], ['contest.id'], name=op.f('fk_prize_draw_contest_id_contest')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_prize_draw_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_prize_draw')),
    sa.UniqueConstraint('code', name=op.f('uq_prize_draw_code'))
    )
    op.create_index(op.f('ix_prize_draw_campaign_id'), 'prize_draw', ['campaign_id'], unique=False)
    op.create_index(op.f('ix_prize_draw_contest_id'), 'prize_draw', ['contest_id'], unique=False)
    op.create_index(op.f('ix_prize_draw_unit_id'), 'prize_draw', ['unit_id'], unique=False)
    op.create_table('record',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('is_approximate', sa.Boolean(), nullable=False),
    sa.Column('attendances', sa.Integer(), nullable=True),
    sa.Column('heads_approximate', sa.Boolean(), nullable=False),
    sa.Column('status', sa.String(length=64), nullable=False),
    sa.Column('tags', sa.String(length=300), nullable=False),
    sa.Column('evidence', sa.String(length=300), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('coded_person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('replaces_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('batch_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('nonce', sa.String(length=64), nullable=False),
    sa.Column('payload_hash', sa.String(length=64), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=60), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_by', sa.String(length=60), nullable=False),
    sa.Column('withdrawn_reason', sa.String(length=300), nullable=False),
    sa.CheckConstraint("withdrawn_at IS NULL OR withdrawn_reason <> ''", name=op.f('ck_record_withdrawal_has_reason')),
    sa.CheckConstraint('attendances IS NULL OR attendances > 0', name=op.f('ck_record_attendances_positive')),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_record_quantity_positive')),
    sa.ForeignKeyConstraint(['batch_id'], ['record_batch.id'], name=op.f('fk_record_batch_id_record_batch')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_record_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['coded_person_id'], ['coded_person.id'], name=op.f('fk_record_coded_person_id_coded_person')),
    sa.ForeignKeyConstraint(['replaces_id'], ['record.id'], name=op.f('fk_record_replaces_id_record')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_record_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_record')),
    sa.UniqueConstraint('nonce', name=op.f('uq_record_nonce'))
    )
    op.create_index(op.f('ix_record_batch_id'), 'record', ['batch_id'], unique=False)
    op.create_index('ix_record_campaign_kind', 'record', ['campaign_id', 'kind', 'happened_on'], unique=False)
    op.create_index(op.f('ix_record_unit_id'), 'record', ['unit_id'], unique=False)
    op.create_table('roster_entry',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('roster_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('name_key', sa.String(length=80), nullable=False),
    sa.Column('pinyin', sa.String(length=300), nullable=False),
    sa.Column('initials', sa.String(length=64), nullable=False),
    sa.Column('department', sa.String(length=300), nullable=False),
    sa.Column('post', sa.String(length=300), nullable=False),
    sa.Column('employee_no', sa.String(length=64), nullable=False),
    sa.Column('phone_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('phone_index', sa.String(length=40), nullable=True),
    sa.Column('identity', sa.String(length=64), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['roster_id'], ['roster.id'], name=op.f('fk_roster_entry_roster_id_roster')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_roster_entry_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roster_entry')),
    sa.UniqueConstraint('roster_id', 'identity', name='uq_roster_entry_identity')
    )
    op.create_index('ix_roster_entry_name', 'roster_entry', ['unit_id', 'name_key'], unique=False)
    op.create_index(op.f('ix_roster_entry_unit_id'), 'roster_entry', ['unit_id'], unique=False)
    op.create_table('score_card',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('sheet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('self_points', sa.Integer(), nullable=True),
    sa.Column('review_points', sa.Integer(), nullable=True),
    sa.Column('is_vetoed', sa.Boolean(), nullable=False),
    sa.Column('remark', sa.String(length=300), nullable=False),
    sa.Column('self_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('self_by', sa.String(length=120), nullable=False),
    sa.Column('review_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('review_by', sa.String(length=120), nullable=False),
    sa.Column('frozen_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('draft','self_scored','reviewed','frozen')", name=op.f('ck_score_card_state_known')),
    sa.CheckConstraint("state NOT IN ('reviewed','frozen') OR review_points IS NOT NULL", name=op.f('ck_score_card_reviewed_has_points')),
    sa.ForeignKeyConstraint(['sheet_id'], ['score_sheet.id'], name=op.f('fk_score_card_sheet_id_score_sheet')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_score_card_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_score_card')),
    sa.UniqueConstraint('sheet_id', 'unit_id', name='uq_score_card_once')
    )
    op.create_index(op.f('ix_score_card_unit_id'), 'score_card', ['unit_id'], unique=False)
    op.create_table('stage_event',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('run', sa.Integer(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('round_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('question_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('team_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('value', sa.Integer(), nullable=True),
    sa.Column('verdict', sa.String(length=64), nullable=False),
    sa.Column('teams', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('undoes_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=60), nullable=False),
    sa.ForeignKeyConstraint(['contest_id'], ['stage_contest.id'], name=op.f('fk_stage_event_contest_id_stage_contest')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stage_event')),
    sa.UniqueConstraint('contest_id', 'seq', name='uq_stage_event_seq'),
    sa.UniqueConstraint('undoes_id', name='uq_stage_event_undoes')
    )
    op.create_table('stage_round',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('title', sa.String(length=40), nullable=False),
    sa.Column('rules', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.CheckConstraint("kind IN ('required','buzzer','risk','audience','tie')", name=op.f('ck_stage_round_stage_round_kind_known')),
    sa.ForeignKeyConstraint(['contest_id'], ['stage_contest.id'], name=op.f('fk_stage_round_contest_id_stage_contest')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stage_round')),
    sa.UniqueConstraint('contest_id', 'number', name='uq_stage_round_number')
    )
    op.create_table('stage_team',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('seat', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('token', sa.String(length=32), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('rtt_ms', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['contest_id'], ['stage_contest.id'], name=op.f('fk_stage_team_contest_id_stage_contest')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_stage_team_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stage_team')),
    sa.UniqueConstraint('contest_id', 'name', name='uq_stage_team_name'),
    sa.UniqueConstraint('contest_id', 'seat', name='uq_stage_team_seat'),
    sa.UniqueConstraint('token', name=op.f('uq_stage_team_token'))
    )
    op.create_table('team_setting',
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('is_open', sa.Boolean(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('min_size', sa.Integer(), nullable=False),
    sa.Column('same_unit', sa.Boolean(), nullable=False),
    sa.Column('formula', sa.String(length=64), nullable=False),
    sa.Column('shows_board', sa.Boolean(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("formula IN ('sum','mean')", name=op.f('ck_team_setting_team_formula_known')),
    sa.CheckConstraint('min_size BETWEEN 1 AND size', name=op.f('ck_team_setting_team_minimum_in_range')),
    sa.CheckConstraint('size BETWEEN 2 AND 10', name=op.f('ck_team_setting_team_size_in_range')),
    sa.ForeignKeyConstraint(['contest_id'], ['contest.id'], name=op.f('fk_team_setting_contest_id_contest')),
    sa.PrimaryKeyConstraint('contest_id', name=op.f('pk_team_setting'))
    )
    op.create_table('attended_template',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('session_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('issuers', sa.Text(), nullable=False),
    sa.Column('needs_every_day', sa.Boolean(), nullable=False),
    sa.Column('min_stay_min', sa.Integer(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('design', sa.String(length=64), nullable=False),
    sa.Column('is_landscape', sa.Boolean(), nullable=False),
    sa.Column('has_seal_box', sa.Boolean(), nullable=False),
    sa.Column('language', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.String(length=60), nullable=False),
    sa.CheckConstraint("design IN ('classic','plain','modern')", name=op.f('ck_attended_template_design_known')),
    sa.CheckConstraint('days > 0', name=op.f('ck_attended_template_days_positive')),
    sa.CheckConstraint('min_stay_min >= 0', name=op.f('ck_attended_template_min_stay_not_negative')),
    sa.CheckConstraint('version > 0', name=op.f('ck_attended_template_version_positive')),
    sa.ForeignKeyConstraint(['contest_id'], ['contest.id'], name=op.f('fk_attended_template_contest_id_contest')),
    sa.ForeignKeyConstraint(['session_id'], ['activity_session.id'], name=op.f('fk_attended_template_session_id_activity_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attended_template')),
    sa.UniqueConstraint('session_id', 'version', name='uq_attended_template_version')
    )
    op.create_index(op.f('ix_attended_template_contest_id'), 'attended_template', ['contest_id'], unique=False)
    op.create_table('certificate_offer',
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('template_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['contest_id'], ['contest.id'], name=op.f('fk_certificate_offer_contest_id_contest')),
    sa.ForeignKeyConstraint(['template_id'], ['certificate_template.id'], name=op.f('fk_certificate_offer_template_id_certificate_template')),
    sa.PrimaryKeyConstraint('contest_id', name=op.f('pk_certificate_offer'))
    )
    op.create_table('door_device',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('session_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('role', sa.String(length=16), nullable=False),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('invite_hash', sa.String(length=64), nullable=True),
    sa.Column('invite_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=True),
    sa.Column('pin_hash', sa.String(length=64), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.String(length=60), nullable=False),
    sa.Column('redeemed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_by', sa.String(length=60), nullable=False),
    sa.CheckConstraint("role = 'steward' OR pin_hash IS NOT NULL", name=op.f('ck_door_device_pin_where_needed')),
    sa.CheckConstraint("role IN ('steward','supervisor','kiosk')", name=op.f('ck_door_device_role_known')),
    sa.ForeignKeyConstraint(['session_id'], ['activity_session.id'], name=op.f('fk_door_device_session_id_activity_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_door_device')),
    sa.UniqueConstraint('invite_hash', name=op.f('uq_door_device_invite_hash')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_door_device_token_hash'))
    )
    op.create_index(op.f('ix_door_device_session_id'), 'door_device', ['session_id'], unique=False)
    op.create_table('drill',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('session_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('content', sa.String(length=64), nullable=False),
    sa.Column('form', sa.String(length=64), nullable=False),
    sa.Column('purpose', sa.String(length=64), nullable=False),
    sa.Column('is_announced', sa.Boolean(), nullable=False),
    sa.Column('is_scripted', sa.Boolean(), nullable=False),
    sa.Column('plan_name', sa.String(length=300), nullable=False),
    sa.Column('scenario', sa.Text(), nullable=False),
    sa.Column('commander', sa.String(length=300), nullable=False),
    sa.Column('nature', sa.String(length=8), nullable=False),
    sa.Column('run', sa.Integer(), nullable=False),
    sa.Column('alarm_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('all_clear_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('plan_round', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.String(length=60), nullable=False),
    sa.CheckConstraint("nature IN ('drill','test','real')", name=op.f('ck_drill_nature_known')),
    sa.CheckConstraint('all_clear_at IS NULL OR alarm_at IS NOT NULL', name=op.f('ck_drill_cleared_was_alarmed')),
    sa.CheckConstraint('run >= 1', name=op.f('ck_drill_run_positive')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_drill_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['session_id'], ['activity_session.id'], name=op.f('fk_drill_session_id_activity_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_drill')),
    sa.UniqueConstraint('session_id', name=op.f('uq_drill_session_id'))
    )
    op.create_index(op.f('ix_drill_campaign_id'), 'drill', ['campaign_id'], unique=False)
    op.create_table('evaluation',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('session_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('criteria_key', sa.String(length=64), nullable=False),
    sa.Column('criteria_version', sa.Integer(), nullable=False),
    sa.Column('criteria', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('run', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('evaluators', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('answers', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('texts', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('conclusion', sa.String(length=64), nullable=False),
    sa.Column('remarks', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('figures', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('corrects_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('correction_reason', sa.String(length=300), nullable=False),
    sa.Column('nonce', sa.String(length=64), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_by', sa.String(length=60), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_by', sa.String(length=60), nullable=False),
    sa.CheckConstraint("(state = 'finished') = (finished_at IS NOT NULL)", name=op.f('ck_evaluation_finished_has_moment')),
    sa.CheckConstraint("corrects_id IS NULL OR correction_reason <> ''", name=op.f('ck_evaluation_correction_has_reason')),
    sa.CheckConstraint("state = 'draft' OR digest <> ''", name=op.f('ck_evaluation_finished_has_digest')),
    sa.CheckConstraint("state IN ('draft','finished')", name=op.f('ck_evaluation_state_known')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_evaluation_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['corrects_id'], ['evaluation.id'], name=op.f('fk_evaluation_corrects_id_evaluation')),
    sa.ForeignKeyConstraint(['session_id'], ['activity_session.id'], name=op.f('fk_evaluation_session_id_activity_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evaluation')),
    sa.UniqueConstraint('corrects_id', name=op.f('uq_evaluation_corrects_id')),
    sa.UniqueConstraint('nonce', name=op.f('uq_evaluation_nonce'))
    )
    op.create_index(op.f('ix_evaluation_session_id'), 'evaluation', ['session_id'], unique=False)
    op.create_table('evidence_photo',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('session_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('subject', sa.String(length=64), nullable=False),
    sa.Column('caption', sa.String(length=300), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('look', sa.String(length=16), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=60), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_reason', sa.String(length=300), nullable=False),
    sa.CheckConstraint("subject IN ('site','sheet','proof')", name=op.f('ck_evidence_photo_subject_known')),
    sa.CheckConstraint("withdrawn_at IS NULL OR withdrawn_reason <> ''", name=op.f('ck_evidence_photo_withdrawal_has_reason')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_evidence_photo_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['session_id'], ['activity_session.id'], name=op.f('fk_evidence_photo_session_id_activity_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence_photo')),
    sa.UniqueConstraint('session_id', 'subject', 'digest', name='uq_evidence_photo_once')
    )
    op.create_index('ix_evidence_photo_campaign_look', 'evidence_photo', ['campaign_id', 'look'], unique=False)
    op.create_table('headcount',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('session_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('is_approximate', sa.Boolean(), nullable=False),
    sa.Column('counted_by', sa.String(length=300), nullable=False),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('method', sa.String(length=64), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('nonce', sa.String(length=64), nullable=False),
    sa.Column('payload_hash', sa.String(length=64), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=60), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by', sa.String(length=60), nullable=False),
    sa.Column('undone_reason', sa.String(length=300), nullable=False),
    sa.CheckConstraint("undone_at IS NULL OR undone_reason <> ''", name=op.f('ck_headcount_undo_has_reason')),
    sa.CheckConstraint('people > 0', name=op.f('ck_headcount_people_positive')),
    sa.ForeignKeyConstraint(['session_id'], ['activity_session.id'], name=op.f('fk_headcount_session_id_activity_session')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_headcount_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_headcount')),
    sa.UniqueConstraint('nonce', name=op.f('uq_headcount_nonce'))
    )
    op.create_index(op.f('ix_headcount_session_id'), 'headcount', ['session_id'], unique=False)
    op.create_table('person',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('name_key', sa.String(length=80), nullable=False),
    sa.Column('pinyin', sa.String(length=300), nullable=False),
    sa.Column('initials', sa.String(length=64), nullable=False),
    sa.Column('phone_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('phone_index', sa.String(length=40), nullable=True),
    sa.Column('roster_entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('origin', sa.String(length=64), nullable=False),
    sa.Column('notice_version', sa.Integer(), nullable=True),
    sa.Column('consented_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_person_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['roster_entry_id'], ['roster_entry.id'], name=op.f('fk_person_roster_entry_id_roster_entry')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_person_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person'))
    )
    op.create_index('ix_person_campaign_phone', 'person', ['campaign_id', 'phone_index'], unique=False)
    op.create_index('ix_person_campaign_unit_name', 'person', ['campaign_id', 'unit_id', 'name_key'], unique=False)
    op.create_index('uq_person_roster_entry', 'person', ['campaign_id', 'roster_entry_id'], unique=True, sqlite_where=sa.text('roster_entry_id IS NOT NULL'), postgresql_where=sa.text('roster_entry_id IS NOT NULL'))
    op.create_table('printed_sheet',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('session_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('listed', sa.Integer(), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('printed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=60), nullable=False),
    sa.CheckConstraint('listed >= 0 AND rows >= listed AND rows > 0', name=op.f('ck_printed_sheet_rows_hold_listed')),
    sa.ForeignKeyConstraint(['session_id'], ['activity_session.id'], name=op.f('fk_printed_sheet_session_id_activity_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_printed_sheet')),
    sa.UniqueConstraint('code', name=op.f('uq_printed_sheet_code'))
    )
    op.create_index(op.f('ix_printed_sheet_session_id'), 'printed_sheet', ['session_id'], unique=False)
    op.create_table('prize',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('draw_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('rank', sa.String(length=300), nullable=False),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('value_cents', sa.Integer(), nullable=False),
    sa.CheckConstraint('count > 0', name=op.f('ck_prize_prize_count_positive')),
    sa.CheckConstraint('value_cents >= 0 AND value_cents <= 5000000', name=op.f('ck_prize_prize_value_within_law')),
    sa.ForeignKeyConstraint(['draw_id'], ['prize_draw.id'], name=op.f('fk_prize_draw_id_prize_draw')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_prize')),
    sa.UniqueConstraint('draw_id', 'place', name='uq_prize_place')
    )
    op.create_table('question_report',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('bank_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('question_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('attempt_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('mended_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint("kind IN ('key','outdated','unclear','other')", name=op.f('ck_question_report_kind_known')),
    sa.ForeignKeyConstraint(['answered_by'], ['staff.id'], name=op.f('fk_question_report_answered_by_staff')),
    sa.ForeignKeyConstraint(['bank_id'], ['question_bank.id'], name=op.f('fk_question_report_bank_id_question_bank')),
    sa.ForeignKeyConstraint(['mended_id'], ['bank_question.id'], name=op.f('fk_question_report_mended_id_bank_question')),
    sa.ForeignKeyConstraint(['question_id'], ['bank_question.id'], name=op.f('fk_question_report_question_id_bank_question')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_question_report_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_report')),
    sa.UniqueConstraint('attempt_id', 'question_id', name='uq_question_report_paper')
    )
    op.create_index('ix_question_report_bank', 'question_report', ['bank_id', 'answered_at'], unique=False)
    op.create_index(op.f('ix_question_report_question_id'), 'question_report', ['question_id'], unique=False)
    op.create_index(op.f('ix_question_report_unit_id'), 'question_report', ['unit_id'], unique=False)
    op.create_table('record_photo',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('record_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=60), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['record_id'], ['record.id'], name=op.f('fk_record_photo_record_id_record')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_record_photo')),
    sa.UniqueConstraint('record_id', 'digest', name='uq_record_photo_once')
    )
    op.create_table('score_line',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('card_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row_key', sa.String(length=64), nullable=False),
    sa.Column('answer', sa.Integer(), nullable=True),
    sa.Column('derived', sa.Integer(), nullable=True),
    sa.Column('word', sa.String(length=300), nullable=False),
    sa.Column('evidence', sa.String(length=300), nullable=False),
    sa.Column('self_points', sa.Integer(), nullable=False),
    sa.Column('review_points', sa.Integer(), nullable=True),
    sa.Column('review_answer', sa.Integer(), nullable=True),
    sa.Column('review_reason', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['card_id'], ['score_card.id'], name=op.f('fk_score_line_card_id_score_card')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_score_line')),
    sa.UniqueConstraint('card_id', 'row_key', name='uq_score_line_row')
    )
    op.create_table('session_gate',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('session_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['session_id'], ['activity_session.id'], name=op.f('fk_session_gate_session_id_activity_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session_gate')),
    sa.UniqueConstraint('session_id', 'name', name='uq_session_gate_name')
    )
    op.create_table('session_holding',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('session_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('is_main', sa.Boolean(), nullable=False),
    sa.Column('offset_unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('NOT is_main OR offset_unit_id IS NULL', name=op.f('ck_session_holding_main_host_has_no_offset')),
    sa.ForeignKeyConstraint(['offset_unit_id'], ['unit.id'], name=op.f('fk_session_holding_offset_unit_id_unit')),
    sa.ForeignKeyConstraint(['session_id'], ['activity_session.id'], name=op.f('fk_session_holding_session_id_activity_session')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_session_holding_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session_holding')),
    sa.UniqueConstraint('session_id', 'round', 'unit_id', name='uq_session_holding_once')
    )
    op.create_index(op.f('ix_session_holding_unit_id'), 'session_holding', ['unit_id'], unique=False)
    op.create_table('session_joint_host',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('session_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['session_id'], ['activity_session.id'], name=op.f('fk_session_joint_host_session_id_activity_session')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_session_joint_host_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session_joint_host')),
    sa.UniqueConstraint('session_id', 'unit_id', name='uq_session_joint_host_once')
    )
    op.create_index(op.f('ix_session_joint_host_unit_id'), 'session_joint_host', ['unit_id'], unique=False)
    op.create_table('session_record',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('session_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('signed_by', sa.String(length=300), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=60), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_reason', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['session_id'], ['activity_session.id'], name=op.f('fk_session_record_session_id_activity_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session_record'))
    )
    op.create_index(op.f('ix_session_record_session_id'), 'session_record', ['session_id'], unique=False)
    op.create_table('stage_press',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('team_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('opening_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('verdict', sa.String(length=64), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('rtt_ms', sa.Integer(), nullable=True),
    sa.Column('nonce', sa.String(length=64), nullable=False),
    sa.CheckConstraint("verdict IN ('in','early','barred','taken')", name=op.f('ck_stage_press_stage_press_known')),
    sa.ForeignKeyConstraint(['contest_id'], ['stage_contest.id'], name=op.f('fk_stage_press_contest_id_stage_contest')),
    sa.ForeignKeyConstraint(['team_id'], ['stage_team.id'], name=op.f('fk_stage_press_team_id_stage_team')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stage_press')),
    sa.UniqueConstraint('team_id', 'nonce', name='uq_stage_press_nonce')
    )
    op.create_index(op.f('ix_stage_press_opening_id'), 'stage_press', ['opening_id'], unique=False)
    op.create_table('stage_question',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('round_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('value', sa.Integer(), nullable=True),
    sa.Column('content', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('content_hash', sa.String(length=64), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['contest_id'], ['stage_contest.id'], name=op.f('fk_stage_question_contest_id_stage_contest')),
    sa.ForeignKeyConstraint(['round_id'], ['stage_round.id'], name=op.f('fk_stage_question_round_id_stage_round')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stage_question')),
    sa.UniqueConstraint('round_id', 'place', name='uq_stage_question_place')
    )
    op.create_index(op.f('ix_stage_question_contest_id'), 'stage_question', ['contest_id'], unique=False)
    op.create_table('training_record',
    sa.Column('session_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('tenth_hours', sa.Integer(), nullable=False),
    sa.Column('teacher', sa.String(length=300), nullable=False),
    sa.Column('keeper', sa.String(length=300), nullable=False),
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_by', sa.String(length=60), nullable=False),
    sa.CheckConstraint('tenth_hours BETWEEN 0 AND 10000', name=op.f('ck_training_record_hours_in_reason')),
    sa.ForeignKeyConstraint(['contest_id'], ['contest.id'], name=op.f('fk_training_record_contest_id_contest')),
    sa.ForeignKeyConstraint(['session_id'], ['activity_session.id'], name=op.f('fk_training_record_session_id_activity_session')),
    sa.PrimaryKeyConstraint('session_id', name=op.f('pk_training_record'))
    )
    op.create_index(op.f('ix_training_record_contest_id'), 'training_record', ['contest_id'], unique=False)
    op.create_table('attempt',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('token', sa.String(length=32), nullable=False),
    sa.Column('attempt_no', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('day_no', sa.Integer(), nullable=False),
    sa.Column('issued', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deadline_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('time_percent', sa.Integer(), nullable=True),
    sa.Column('submission_key', sa.String(length=64), nullable=True),
    sa.Column('answers', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('submitted_by', sa.String(length=64), nullable=False),
    sa.Column('is_counted', sa.Boolean(), nullable=False),
    sa.Column('score', sa.Integer(), nullable=True),
    sa.Column('max_score', sa.Integer(), nullable=True),
    sa.Column('correct_count', sa.Integer(), nullable=True),
    sa.Column('passed', sa.Boolean(), nullable=True),
    sa.Column('shares', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=True),
    sa.Column('device_hash', sa.String(length=64), nullable=True),
    sa.Column('moved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reopened_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('reopened_reason', sa.String(length=300), nullable=False),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('voided_reason', sa.String(length=300), nullable=False),
    sa.Column('returns_try', sa.Boolean(), nullable=False),
    sa.CheckConstraint("(reopened_by_id IS NULL) = (reopened_reason = '')", name=op.f('ck_attempt_reopening_has_reason')),
    sa.CheckConstraint("(voided_at IS NULL) = (voided_reason = '')", name=op.f('ck_attempt_void_has_reason')),
    sa.CheckConstraint('(submitted_at IS NULL) = (score IS NULL)', name=op.f('ck_attempt_submitted_has_score')),
    sa.CheckConstraint('NOT returns_try OR voided_at IS NOT NULL', name=op.f('ck_attempt_only_a_void_returns_try')),
    sa.CheckConstraint('attempt_no > 0 AND day_no > 0', name=op.f('ck_attempt_numbers_positive')),
    sa.CheckConstraint('score IS NULL OR (score >= 0 AND score <= max_score)', name=op.f('ck_attempt_score_within_maximum')),
    sa.CheckConstraint('time_percent IS NULL OR time_percent >= 100', name=op.f('ck_attempt_time_not_less')),
    sa.CheckConstraint('voided_at IS NULL OR (submitted_at IS NOT NULL AND NOT is_counted)', name=op.f('ck_attempt_void_counts_not')),
    sa.ForeignKeyConstraint(['contest_id'], ['contest.id'], name=op.f('fk_attempt_contest_id_contest')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_attempt_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempt')),
    sa.UniqueConstraint('contest_id', 'person_id', 'attempt_no', name='uq_attempt_number'),
    sa.UniqueConstraint('contest_id', 'person_id', 'day', 'day_no', name='uq_attempt_day_number'),
    sa.UniqueConstraint('token', name=op.f('uq_attempt_token'))
    )
    op.create_index('ix_attempt_device', 'attempt', ['contest_id', 'device_hash'], unique=False)
    op.create_index('ix_attempt_open', 'attempt', ['deadline_at'], unique=False, sqlite_where=sa.text('submitted_at IS NULL'), postgresql_where=sa.text('submitted_at IS NULL'))
    op.create_index(op.f('ix_attempt_person_id'), 'attempt', ['person_id'], unique=False)
    op.create_index('uq_attempt_one_open', 'attempt', ['contest_id', 'person_id'], unique=True, sqlite_where=sa.text('submitted_at IS NULL'), postgresql_where=sa.text('submitted_at IS NULL'))
    op.create_table('attended_certificate',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('session_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('template_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.String(length=64), nullable=False),
    sa.Column('token', sa.String(length=64), nullable=False),
    sa.Column('unit_name', sa.String(length=300), nullable=False),
    sa.Column('session_title', sa.String(length=300), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('tenth_hours', sa.Integer(), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('issued_by', sa.String(length=60), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_attended_certificate_person_id_person')),
    sa.ForeignKeyConstraint(['session_id'], ['activity_session.id'], name=op.f('fk_attended_certificate_session_id_activity_session')),
    sa.ForeignKeyConstraint(['template_id'], ['attended_template.id'], name=op.f('fk_attended_certificate_template_id_attended_template')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attended_certificate')),
    sa.UniqueConstraint('number', name=op.f('uq_attended_certificate_number')),
    sa.UniqueConstraint('session_id', 'person_id', name='uq_attended_certificate_person'),
    sa.UniqueConstraint('token', name=op.f('uq_attended_certificate_token'))
    )
    op.create_index(op.f('ix_attended_certificate_person_id'), 'attended_certificate', ['person_id'], unique=False)
    op.create_index(op.f('ix_attended_certificate_template_id'), 'attended_certificate', ['template_id'], unique=False)
    op.create_table('call_sampled_person',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('sample_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.String(length=64), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.String(length=60), nullable=False),
    sa.CheckConstraint("outcome IN ('','confirmed','denied','unsure','unreached')", name=op.f('ck_call_sampled_person_outcome_known')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_call_sampled_person_person_id_person')),
    sa.ForeignKeyConstraint(['sample_id'], ['call_sample.id'], name=op.f('fk_call_sampled_person_sample_id_call_sample')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_call_sampled_person_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call_sampled_person')),
    sa.UniqueConstraint('sample_id', 'number', name='uq_call_sampled_person_place')
    )
    op.create_index(op.f('ix_call_sampled_person_person_id'), 'call_sampled_person', ['person_id'], unique=False)
    op.create_table('contest_accommodation',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('time_percent', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('given_by', sa.String(length=60), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.String(length=60), nullable=False),
    sa.CheckConstraint("(ended_at IS NULL) = (ended_by = '')", name=op.f('ck_contest_accommodation_end_has_author')),
    sa.CheckConstraint('(person_id IS NULL) <> (unit_id IS NULL)', name=op.f('ck_contest_accommodation_one_subject')),
    sa.CheckConstraint('time_percent IS NULL OR time_percent BETWEEN 101 AND 1000', name=op.f('ck_contest_accommodation_more_time')),
    sa.ForeignKeyConstraint(['contest_id'], ['contest.id'], name=op.f('fk_contest_accommodation_contest_id_contest')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_contest_accommodation_person_id_person')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_contest_accommodation_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contest_accommodation'))
    )
    op.create_index('ix_contest_accommodation_contest', 'contest_accommodation', ['contest_id'], unique=False)
    op.create_index(op.f('ix_contest_accommodation_person_id'), 'contest_accommodation', ['person_id'], unique=False)
    op.create_index(op.f('ix_contest_accommodation_unit_id'), 'contest_accommodation', ['unit_id'], unique=False)
    op.create_index('uq_contest_accommodation_person', 'contest_accommodation', ['contest_id', 'person_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.create_index('uq_contest_accommodation_unit', 'contest_accommodation', ['contest_id', 'unit_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.create_table('contest_result',
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_kind', sa.String(length=64), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('max_score', sa.Integer(), nullable=False),
    sa.Column('lost', sa.Integer(), nullable=False),
    sa.Column('percent', sa.Integer(), nullable=False),
    sa.Column('correct', sa.Integer(), nullable=False),
    sa.Column('seconds', sa.Integer(), nullable=False),
    sa.Column('reached_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('passed', sa.Boolean(), nullable=False),
    sa.Column('score_sum', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('max_sum', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('correct_sum', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('seconds_sum', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('is_rolled', sa.Boolean(), nullable=False),
    sa.Column('rolled_unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('rolled_percent', sa.Integer(), nullable=False),
    sa.Column('rolled_attempts', sa.Integer(), nullable=False),
    sa.Column('rolled_score', sa.Integer(), nullable=False),
    sa.Column('rolled_max', sa.Integer(), nullable=False),
    sa.Column('rolled_correct', sa.Integer(), nullable=False),
    sa.CheckConstraint('attempts >= 0', name=op.f('ck_contest_result_attempts_not_negative')),
    sa.CheckConstraint('percent BETWEEN 0 AND 100', name=op.f('ck_contest_result_is_percent')),
    sa.CheckConstraint('score >= 0 AND score <= max_score AND lost = max_score - score', name=op.f('ck_contest_result_score_within_maximum')),
    sa.CheckConstraint('seconds >= 0', name=op.f('ck_contest_result_seconds_not_negative')),
    sa.ForeignKeyConstraint(['contest_id'], ['contest.id'], name=op.f('fk_contest_result_contest_id_contest')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_contest_result_person_id_person')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_contest_result_unit_id_unit')),
    sa.PrimaryKeyConstraint('contest_id', 'person_id', name=op.f('pk_contest_result'))
    )
    op.create_index('ix_contest_result_bracket', 'contest_result', ['contest_id', 'unit_kind', 'lost', 'seconds', 'reached_at', 'person_id'], unique=False, sqlite_where=sa.text('attempts > 0'), postgresql_where=sa.text('attempts > 0'))
    op.create_index('ix_contest_result_rank', 'contest_result', ['contest_id', 'lost', 'seconds', 'reached_at', 'person_id'], unique=False, sqlite_where=sa.text('attempts > 0'), postgresql_where=sa.text('attempts > 0'))
    op.create_index('ix_contest_result_tail', 'contest_result', ['contest_id', 'person_id'], unique=False, sqlite_where=sa.text('NOT is_rolled'), postgresql_where=sa.text('NOT is_rolled'))
    op.create_table('door_device_state',
    sa.Column('device_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('unsent', sa.Integer(), nullable=False),
    sa.Column('unsaved', sa.Integer(), nullable=False),
    sa.Column('offline_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('clock_offset_s', sa.Integer(), nullable=False),
    sa.Column('browser', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['device_id'], ['door_device.id'], name=op.f('fk_door_device_state_device_id_door_device')),
    sa.PrimaryKeyConstraint('device_id', name=op.f('pk_door_device_state'))
    )
    op.create_table('door_upload',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('session_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('device_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('nonce', sa.String(length=64), nullable=False),
    sa.Column('payload_hash', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('said_name', sa.String(length=300), nullable=False),
    sa.Column('direction', sa.String(length=8), nullable=False),
    sa.Column('gate_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('via', sa.String(length=64), nullable=False),
    sa.Column('was_offline', sa.Boolean(), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('happened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('outcome', sa.String(length=16), nullable=False),
    sa.Column('verdict', sa.String(length=64), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_by', sa.String(length=60), nullable=False),
    sa.Column('settlement', sa.String(length=16), nullable=False),
    sa.Column('settled_note', sa.String(length=300), nullable=False),
    sa.CheckConstraint("(settled_at IS NULL) = (settlement = '')", name=op.f('ck_door_upload_settled_as_something')),
    sa.CheckConstraint("outcome IN ('stored','refused','review')", name=op.f('ck_door_upload_outcome_known')),
    sa.ForeignKeyConstraint(['device_id'], ['door_device.id'], name=op.f('fk_door_upload_device_id_door_device')),
    sa.ForeignKeyConstraint(['gate_id'], ['session_gate.id'], name=op.f('fk_door_upload_gate_id_session_gate')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_door_upload_person_id_person')),
    sa.ForeignKeyConstraint(['session_id'], ['activity_session.id'], name=op.f('fk_door_upload_session_id_activity_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_door_upload')),
    sa.UniqueConstraint('session_id', 'nonce', name='uq_door_upload_nonce')
    )
    op.create_index(op.f('ix_door_upload_device_id'), 'door_upload', ['device_id'], unique=False)
    op.create_index(op.f('ix_door_upload_person_id'), 'door_upload', ['person_id'], unique=False)
    op.create_index('ix_door_upload_waiting', 'door_upload', ['session_id', 'outcome', 'settled_at'], unique=False)
    op.create_table('drill_point',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('drill_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['drill_id'], ['drill.id'], name=op.f('fk_drill_point_drill_id_drill')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_drill_point')),
    sa.UniqueConstraint('drill_id', 'name', name='uq_drill_point_name')
    )
    op.create_table('improvement',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('session_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('evaluation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('item', sa.String(length=64), nullable=False),
    sa.Column('problem', sa.Text(), nullable=False),
    sa.Column('measure', sa.Text(), nullable=False),
    sa.Column('owner_unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('owner_name', sa.String(length=300), nullable=False),
    sa.Column('owner_staff_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('done_note', sa.Text(), nullable=False),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('done_by', sa.String(length=60), nullable=False),
    sa.Column('photo_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('verified_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('verified_by', sa.String(length=60), nullable=False),
    sa.Column('reopened', sa.Integer(), nullable=False),
    sa.Column('nonce', sa.String(length=64), nullable=False),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('raised_by', sa.String(length=60), nullable=False),
    sa.CheckConstraint("(state = 'verified') = (verified_at IS NOT NULL)", name=op.f('ck_improvement_verified_has_moment')),
    sa.CheckConstraint("state <> 'verified' OR verified_by <> done_by", name=op.f('ck_improvement_verified_by_another')),
    sa.CheckConstraint("state IN ('open','done','verified','withdrawn')", name=op.f('ck_improvement_state_known')),
    sa.CheckConstraint("state NOT IN ('done','verified') OR done_on IS NOT NULL", name=op.f('ck_improvement_done_has_day')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_improvement_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['evaluation_id'], ['evaluation.id'], name=op.f('fk_improvement_evaluation_id_evaluation')),
    sa.ForeignKeyConstraint(['owner_staff_id'], ['staff.id'], name=op.f('fk_improvement_owner_staff_id_staff')),
    sa.ForeignKeyConstraint(['owner_unit_id'], ['unit.id'], name=op.f('fk_improvement_owner_unit_id_unit')),
    sa.ForeignKeyConstraint(['photo_id'], ['evidence_photo.id'], name=op.f('fk_improvement_photo_id_evidence_photo')),
    sa.ForeignKeyConstraint(['session_id'], ['activity_session.id'], name=op.f('fk_improvement_session_id_activity_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_improvement')),
    sa.UniqueConstraint('nonce', name=op.f('uq_improvement_nonce'))
    )
    op.create_index('ix_improvement_campaign_due', 'improvement', ['campaign_id', 'state', 'due_on'], unique=False)
    op.create_index(op.f('ix_improvement_owner_unit_id'), 'improvement', ['owner_unit_id'], unique=False)
    op.create_index(op.f('ix_improvement_session_id'), 'improvement', ['session_id'], unique=False)
    op.create_table('live_player',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('room_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('device_hash', sa.String(length=64), nullable=True),
    sa.Column('shown_name', sa.String(length=80), nullable=False),
    sa.Column('is_hidden', sa.Boolean(), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('right_count', sa.Integer(), nullable=False),
    sa.Column('time_ms', sa.Integer(), nullable=False),
    sa.Column('last_right_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('streak', sa.Integer(), nullable=False),
    sa.Column('out_at', sa.Integer(), nullable=True),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.Column('credited_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_live_player_person_id_person')),
    sa.ForeignKeyConstraint(['room_id'], ['live_room.id'], name=op.f('fk_live_player_room_id_live_room')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_live_player_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_live_player')),
    sa.UniqueConstraint('room_id', 'device_hash', name='uq_live_player_device'),
    sa.UniqueConstraint('room_id', 'person_id', name='uq_live_player_person')
    )
    op.create_index(op.f('ix_live_player_person_id'), 'live_player', ['person_id'], unique=False)
    op.create_index('ix_live_player_rank', 'live_player', ['room_id', 'rank'], unique=False)
    op.create_table('person_device',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('device_hash', sa.String(length=64), nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_person_device_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_device_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_device')),
    sa.UniqueConstraint('device_hash', 'campaign_id', 'person_id', name='uq_person_device_once')
    )
    op.create_index('ix_person_device_latest', 'person_device', ['device_hash', 'campaign_id', 'used_at'], unique=False)
    op.create_index(op.f('ix_person_device_person_id'), 'person_device', ['person_id'], unique=False)
    op.create_table('person_merge',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('walk_in_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kept_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('merged_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=60), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by', sa.String(length=60), nullable=False),
    sa.Column('undone_reason', sa.String(length=300), nullable=False),
    sa.CheckConstraint("undone_at IS NULL OR undone_reason <> ''", name=op.f('ck_person_merge_undo_has_reason')),
    sa.CheckConstraint('walk_in_id <> kept_id', name=op.f('ck_person_merge_merge_of_two')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_person_merge_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['kept_id'], ['person.id'], name=op.f('fk_person_merge_kept_id_person')),
    sa.ForeignKeyConstraint(['walk_in_id'], ['person.id'], name=op.f('fk_person_merge_walk_in_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_merge'))
    )
    op.create_index(op.f('ix_person_merge_campaign_id'), 'person_merge', ['campaign_id'], unique=False)
    op.create_index(op.f('ix_person_merge_kept_id'), 'person_merge', ['kept_id'], unique=False)
    op.create_index('uq_person_merge_standing', 'person_merge', ['walk_in_id'], unique=True, sqlite_where=sa.text('undone_at IS NULL'), postgresql_where=sa.text('undone_at IS NULL'))
    op.create_table('personal_code',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('serial', sa.Integer(), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('issued_by', sa.String(length=60), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_by', sa.String(length=60), nullable=False),
    sa.Column('revoked_reason', sa.String(length=300), nullable=False),
    sa.CheckConstraint("revoked_at IS NULL OR revoked_reason <> ''", name=op.f('ck_personal_code_revoked_has_reason')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_personal_code_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_personal_code')),
    sa.UniqueConstraint('person_id', 'serial', name='uq_personal_code_serial')
    )
    op.create_table('practice_learner',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('device_hash', sa.String(length=64), nullable=True),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('(device_hash IS NULL) <> (person_id IS NULL)', name=op.f('ck_practice_learner_learner_is_one')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_practice_learner_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_practice_learner_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice_learner')),
    sa.UniqueConstraint('campaign_id', 'device_hash', name='uq_practice_learner_device'),
    sa.UniqueConstraint('person_id', name='uq_practice_learner_person')
    )
    op.create_table('printed_row',
    sa.Column('sheet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('roster_entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('(roster_entry_id IS NULL) <> (person_id IS NULL)', name=op.f('ck_printed_row_row_names_one')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_printed_row_person_id_person')),
    sa.ForeignKeyConstraint(['roster_entry_id'], ['roster_entry.id'], name=op.f('fk_printed_row_roster_entry_id_roster_entry')),
    sa.ForeignKeyConstraint(['sheet_id'], ['printed_sheet.id'], name=op.f('fk_printed_row_sheet_id_printed_sheet')),
    sa.PrimaryKeyConstraint('sheet_id', 'number', name=op.f('pk_printed_row'))
    )
    op.create_index(op.f('ix_printed_row_person_id'), 'printed_row', ['person_id'], unique=False)
    op.create_table('prize_win',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('draw_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('prize_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('round_no', sa.Integer(), nullable=False),
    sa.Column('copy_no', sa.Integer(), nullable=False),
    sa.Column('ticket', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('claim_code', sa.String(length=64), nullable=False),
    sa.Column('claim_until', sa.Date(), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('phone_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('drawn_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('forfeited_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state = 'forfeited') = (forfeited_at IS NOT NULL)", name=op.f('ck_prize_win_forfeited_has_time')),
    sa.CheckConstraint("state IN ('drawn','claimed','given','forfeited')", name=op.f('ck_prize_win_win_state_known')),
    sa.ForeignKeyConstraint(['draw_id'], ['prize_draw.id'], name=op.f('fk_prize_win_draw_id_prize_draw')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_prize_win_person_id_person')),
    sa.ForeignKeyConstraint(['prize_id'], ['prize.id'], name=op.f('fk_prize_win_prize_id_prize')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_prize_win')),
    sa.UniqueConstraint('draw_id', 'person_id', name='uq_prize_win_person'),
    sa.UniqueConstraint('draw_id', 'place', name='uq_prize_win_place'),
    sa.UniqueConstraint('prize_id', 'copy_no', 'round_no', name='uq_prize_win_round')
    )
    op.create_index(op.f('ix_prize_win_person_id'), 'prize_win', ['person_id'], unique=False)
    op.create_index(op.f('ix_prize_win_prize_id'), 'prize_win', ['prize_id'], unique=False)
    op.create_index('uq_prize_win_standing', 'prize_win', ['prize_id', 'copy_no'], unique=True, sqlite_where=sa.text("state <> 'forfeited'"), postgresql_where=sa.text("state <> 'forfeited'"))
    op.create_table('round_decision',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('round_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('verdict', sa.String(length=64), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.String(length=60), nullable=False),
    sa.CheckConstraint("verdict IN ('add','remove','undo','decline','move_up')", name=op.f('ck_round_decision_decision_known')),
    sa.CheckConstraint("verdict NOT IN ('add','remove') OR reason <> ''", name=op.f('ck_round_decision_decision_has_reason')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_round_decision_person_id_person')),
    sa.ForeignKeyConstraint(['round_id'], ['event_round.id'], name=op.f('fk_round_decision_round_id_event_round')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_round_decision'))
    )
    op.create_index(op.f('ix_round_decision_person_id'), 'round_decision', ['person_id'], unique=False)
    op.create_index(op.f('ix_round_decision_round_id'), 'round_decision', ['round_id'], unique=False)
    op.create_table('round_place',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('round_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('role', sa.String(length=64), nullable=False),
    sa.Column('order_no', sa.Integer(), nullable=False),
    sa.Column('group_key', sa.String(length=64), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=True),
    sa.Column('score', sa.Integer(), nullable=True),
    sa.Column('max_score', sa.Integer(), nullable=True),
    sa.Column('seconds', sa.Integer(), nullable=True),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('is_by_hand', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('is_frozen', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('state_reason', sa.String(length=300), nullable=False),
    sa.Column('moved_up_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("NOT is_by_hand OR reason <> ''", name=op.f('ck_round_place_by_hand_has_reason')),
    sa.CheckConstraint("moved_up_at IS NULL OR role = 'reserve'", name=op.f('ck_round_place_only_reserves_move_up')),
    sa.CheckConstraint("role IN ('listed','reserve')", name=op.f('ck_round_place_role_known')),
    sa.CheckConstraint("state IN ('stands','declined','removed')", name=op.f('ck_round_place_place_state_known')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_round_place_person_id_person')),
    sa.ForeignKeyConstraint(['round_id'], ['event_round.id'], name=op.f('fk_round_place_round_id_event_round')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_round_place_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_round_place')),
    sa.UniqueConstraint('round_id', 'person_id', name='uq_round_place_person')
    )
    op.create_index(op.f('ix_round_place_person_id'), 'round_place', ['person_id'], unique=False)
    op.create_table('scan',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('session_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('nonce', sa.String(length=64), nullable=False),
    sa.Column('payload_hash', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('verdict', sa.String(length=64), nullable=False),
    sa.Column('slot', sa.Date(), nullable=False),
    sa.Column('direction', sa.String(length=8), nullable=False),
    sa.Column('gate_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('source', sa.String(length=16), nullable=False),
    sa.Column('scanned_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('clock_offset_s', sa.Integer(), nullable=True),
    sa.Column('is_late', sa.Boolean(), nullable=False),
    sa.Column('evidence', sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql'), nullable=True),
    sa.Column('code_read', sa.String(length=300), nullable=False),
    sa.Column('device_hash', sa.String(length=64), nullable=True),
    sa.Column('actor', sa.String(length=60), nullable=False),
    sa.Column('undoes_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.CheckConstraint("direction IN ('entry','exit')", name=op.f('ck_scan_direction_known')),
    sa.CheckConstraint("source IN ('scan','helper','kiosk','paper')", name=op.f('ck_scan_source_known')),
    sa.CheckConstraint("undoes_id IS NULL OR reason <> ''", name=op.f('ck_scan_undo_has_reason')),
    sa.ForeignKeyConstraint(['gate_id'], ['session_gate.id'], name=op.f('fk_scan_gate_id_session_gate')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_scan_person_id_person')),
    sa.ForeignKeyConstraint(['session_id'], ['activity_session.id'], name=op.f('fk_scan_session_id_activity_session')),
    sa.ForeignKeyConstraint(['undoes_id'], ['scan.id'], name=op.f('fk_scan_undoes_id_scan')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scan')),
    sa.UniqueConstraint('session_id', 'nonce', name='uq_scan_nonce')
    )
    op.create_index(op.f('ix_scan_person_id'), 'scan', ['person_id'], unique=False)
    op.create_index('ix_scan_session_device', 'scan', ['session_id', 'device_hash'], unique=False, sqlite_where=sa.text('device_hash IS NOT NULL'), postgresql_where=sa.text('device_hash IS NOT NULL'))
    op.create_index('ix_scan_session_time', 'scan', ['session_id', 'recorded_at'], unique=False)
    op.create_index('ix_scan_undoes', 'scan', ['undoes_id'], unique=False, sqlite_where=sa.text('undoes_id IS NOT NULL'), postgresql_where=sa.text('undoes_id IS NOT NULL'))
    op.create_table('sheet_return',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('sheet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('nonce', sa.String(length=64), nullable=False),
    sa.Column('payload_hash', sa.String(length=64), nullable=False),
    sa.Column('rows_text', sa.Text(), nullable=False),
    sa.Column('names_text', sa.Text(), nullable=False),
    sa.Column('signed', sa.Integer(), nullable=False),
    sa.Column('declared', sa.Integer(), nullable=False),
    sa.Column('difference_reason', sa.String(length=300), nullable=False),
    sa.Column('photo_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=60), nullable=False),
    sa.CheckConstraint("signed = declared OR difference_reason <> ''", name=op.f('ck_sheet_return_difference_has_reason')),
    sa.CheckConstraint('signed > 0 AND declared >= 0', name=op.f('ck_sheet_return_something_signed')),
    sa.ForeignKeyConstraint(['photo_id'], ['evidence_photo.id'], name=op.f('fk_sheet_return_photo_id_evidence_photo')),
    sa.ForeignKeyConstraint(['sheet_id'], ['printed_sheet.id'], name=op.f('fk_sheet_return_sheet_id_printed_sheet')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sheet_return')),
    sa.UniqueConstraint('nonce', name=op.f('uq_sheet_return_nonce'))
    )
    op.create_index(op.f('ix_sheet_return_sheet_id'), 'sheet_return', ['sheet_id'], unique=False)
    op.create_table('stage_buzz',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('opening_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('team_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('press_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['contest_id'], ['stage_contest.id'], name=op.f('fk_stage_buzz_contest_id_stage_contest')),
    sa.ForeignKeyConstraint(['press_id'], ['stage_press.id'], name=op.f('fk_stage_buzz_press_id_stage_press')),
    sa.ForeignKeyConstraint(['team_id'], ['stage_team.id'], name=op.f('fk_stage_buzz_team_id_stage_team')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stage_buzz'))
    )
    op.create_index('uq_stage_buzz_opening', 'stage_buzz', ['opening_id'], unique=True)
    op.create_table('stage_member',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('team_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('seat', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['contest_id'], ['stage_contest.id'], name=op.f('fk_stage_member_contest_id_stage_contest')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_stage_member_person_id_person')),
    sa.ForeignKeyConstraint(['team_id'], ['stage_team.id'], name=op.f('fk_stage_member_team_id_stage_team')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stage_member')),
    sa.UniqueConstraint('team_id', 'seat', name='uq_stage_member_seat')
    )
    op.create_index(op.f('ix_stage_member_contest_id'), 'stage_member', ['contest_id'], unique=False)
    op.create_index(op.f('ix_stage_member_person_id'), 'stage_member', ['person_id'], unique=False)
    op.create_table('stage_presence',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('ending_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('team_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['ending_id'], ['stage_event.id'], name=op.f('fk_stage_presence_ending_id_stage_event')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_stage_presence_person_id_person')),
    sa.ForeignKeyConstraint(['team_id'], ['stage_team.id'], name=op.f('fk_stage_presence_team_id_stage_team')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stage_presence')),
    sa.UniqueConstraint('ending_id', 'person_id', name='uq_stage_presence_once')
    )
    op.create_index(op.f('ix_stage_presence_person_id'), 'stage_presence', ['person_id'], unique=False)
    op.create_table('team',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('name_key', sa.String(length=80), nullable=False),
    sa.Column('name_approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('founder_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('founded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('dissolved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('dissolved_reason', sa.String(length=300), nullable=False),
    sa.CheckConstraint("(dissolved_at IS NULL) = (dissolved_reason = '')", name=op.f('ck_team_dissolved_has_reason')),
    sa.ForeignKeyConstraint(['contest_id'], ['contest.id'], name=op.f('fk_team_contest_id_contest')),
    sa.ForeignKeyConstraint(['founder_id'], ['person.id'], name=op.f('fk_team_founder_id_person')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_team_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_team')),
    sa.UniqueConstraint('code', name=op.f('uq_team_code')),
    sa.UniqueConstraint('contest_id', 'number', name='uq_team_number')
    )
    op.create_index(op.f('ix_team_founder_id'), 'team', ['founder_id'], unique=False)
    op.create_index('uq_team_name', 'team', ['contest_id', 'name_key'], unique=True, sqlite_where=sa.text('dissolved_at IS NULL'), postgresql_where=sa.text('dissolved_at IS NULL'))
    op.create_table('attempt_move_code',
    sa.Column('attempt_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('expires_at > made_at', name=op.f('ck_attempt_move_code_lives')),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_attempt_move_code_attempt_id_attempt')),
    sa.PrimaryKeyConstraint('attempt_id', name=op.f('pk_attempt_move_code')),
    sa.UniqueConstraint('code_hash', name='uq_attempt_move_code_hash')
    )
    op.create_table('attempt_question_shown',
    sa.Column('attempt_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('shown_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('place >= 0', name=op.f('ck_attempt_question_shown_place_counted')),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_attempt_question_shown_attempt_id_attempt')),
    sa.PrimaryKeyConstraint('attempt_id', 'place', name=op.f('pk_attempt_question_shown'))
    )
    op.create_table('attempt_reopening',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('attempt_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('deadline_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('was_submitted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('was_submitted_by', sa.String(length=64), nullable=False),
    sa.Column('was_score', sa.Integer(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.String(length=60), nullable=False),
    sa.CheckConstraint("reason <> ''", name=op.f('ck_attempt_reopening_reopening_has_reason')),
    sa.CheckConstraint('deadline_at > decided_at', name=op.f('ck_attempt_reopening_opens_for_a_while')),
    sa.CheckConstraint('round > 0', name=op.f('ck_attempt_reopening_round_counted')),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_attempt_reopening_attempt_id_attempt')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempt_reopening')),
    sa.UniqueConstraint('attempt_id', 'round', name='uq_attempt_reopening_round')
    )
    op.create_table('attempt_ruling',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('attempt_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('verdict', sa.String(length=64), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.String(length=60), nullable=False),
    sa.CheckConstraint("reason <> ''", name=op.f('ck_attempt_ruling_ruling_has_reason')),
    sa.CheckConstraint("round > 0 AND (round % 2 = 1) = (verdict = 'void')", name=op.f('ck_attempt_ruling_rulings_alternate')),
    sa.CheckConstraint("verdict IN ('void','restore')", name=op.f('ck_attempt_ruling_verdict_known')),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_attempt_ruling_attempt_id_attempt')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempt_ruling')),
    sa.UniqueConstraint('attempt_id', 'round', name='uq_attempt_ruling_round')
    )
    op.create_table('attendance',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('session_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('slot', sa.Date(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('scan_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_attendance_person_id_person')),
    sa.ForeignKeyConstraint(['scan_id'], ['scan.id'], name=op.f('fk_attendance_scan_id_scan')),
    sa.ForeignKeyConstraint(['session_id'], ['activity_session.id'], name=op.f('fk_attendance_session_id_activity_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance')),
    sa.UniqueConstraint('session_id', 'person_id', 'slot', 'round', name='uq_attendance_once')
    )
    op.create_index(op.f('ix_attendance_person_id'), 'attendance', ['person_id'], unique=False)
    op.create_index('ix_attendance_session_time', 'attendance', ['session_id', 'arrived_at'], unique=False)
    op.create_table('certificate',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('template_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('attempt_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.String(length=64), nullable=False),
    sa.Column('token', sa.String(length=64), nullable=False),
    sa.Column('unit_name', sa.String(length=300), nullable=False),
    sa.Column('contest_title', sa.String(length=300), nullable=False),
    sa.Column('earned_on', sa.Date(), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_certificate_attempt_id_attempt')),
    sa.ForeignKeyConstraint(['contest_id'], ['contest.id'], name=op.f('fk_certificate_contest_id_contest')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_certificate_person_id_person')),
    sa.ForeignKeyConstraint(['template_id'], ['certificate_template.id'], name=op.f('fk_certificate_template_id_certificate_template')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate')),
    sa.UniqueConstraint('contest_id', 'person_id', name='uq_certificate_person'),
    sa.UniqueConstraint('number', name=op.f('uq_certificate_number')),
    sa.UniqueConstraint('token', name=op.f('uq_certificate_token'))
    )
    op.create_index('ix_certificate_contest_issued', 'certificate', ['contest_id', 'issued_at'], unique=False)
    op.create_index(op.f('ix_certificate_person_id'), 'certificate', ['person_id'], unique=False)
    op.create_index(op.f('ix_certificate_template_id'), 'certificate', ['template_id'], unique=False)
    op.create_table('challenge_best',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('learner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('run', sa.String(length=32), nullable=False),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('is_over', sa.Boolean(), nullable=False),
    sa.Column('best', sa.Integer(), nullable=False),
    sa.Column('best_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('step >= 0 AND best >= 0', name=op.f('ck_challenge_best_steps_not_negative')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_challenge_best_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['learner_id'], ['practice_learner.id'], name=op.f('fk_challenge_best_learner_id_practice_learner')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_challenge_best')),
    sa.UniqueConstraint('learner_id', name=op.f('uq_challenge_best_learner_id'))
    )
    op.create_index('ix_challenge_best_board', 'challenge_best', ['campaign_id', 'best'], unique=False)
    op.create_table('daily_answer',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('learner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('is_right', sa.Boolean(), nullable=False),
    sa.Column('chosen', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('is_late', sa.Boolean(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_daily_answer_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['learner_id'], ['practice_learner.id'], name=op.f('fk_daily_answer_learner_id_practice_learner')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_daily_answer')),
    sa.UniqueConstraint('learner_id', 'day', name='uq_daily_answer_day')
    )
    op.create_index('ix_daily_answer_share', 'daily_answer', ['campaign_id', 'day'], unique=False)
    op.create_table('drill_zone',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('drill_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('parent_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('path', sa.String(length=300), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('point_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('expected', sa.Integer(), nullable=True),
    sa.Column('warden', sa.String(length=300), nullable=False),
    sa.Column('unit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('department', sa.String(length=300), nullable=False),
    sa.Column('dropped_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('expected IS NULL OR expected >= 0', name=op.f('ck_drill_zone_expected_not_negative')),
    sa.ForeignKeyConstraint(['drill_id'], ['drill.id'], name=op.f('fk_drill_zone_drill_id_drill')),
    sa.ForeignKeyConstraint(['parent_id'], ['drill_zone.id'], name=op.f('fk_drill_zone_parent_id_drill_zone')),
    sa.ForeignKeyConstraint(['point_id'], ['drill_point.id'], name=op.f('fk_drill_zone_point_id_drill_point')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_drill_zone_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_drill_zone')),
    sa.UniqueConstraint('drill_id', 'path', name='uq_drill_zone_path')
    )
    op.create_table('improvement_event',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('improvement_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=60), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('photo_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['improvement_id'], ['improvement.id'], name=op.f('fk_improvement_event_improvement_id_improvement')),
    sa.ForeignKeyConstraint(['photo_id'], ['evidence_photo.id'], name=op.f('fk_improvement_event_photo_id_evidence_photo')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_improvement_event'))
    )
    op.create_index(op.f('ix_improvement_event_improvement_id'), 'improvement_event', ['improvement_id'], unique=False)
    op.create_table('integrity_mark',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('attempt_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('rule', sa.String(length=64), nullable=False),
    sa.Column('score', sa.Double(), nullable=False),
    sa.Column('detail', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('first_seen', sa.DateTime(timezone=True), nullable=False),
    sa.Column('dismissed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('dismissed_by', sa.String(length=60), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.CheckConstraint("(dismissed_at IS NULL) = (dismissed_by = '')", name=op.f('ck_integrity_mark_dismissed_by_somebody')),
    sa.CheckConstraint("rule IN ('device','speed','answers','night','rhythm','roster')", name=op.f('ck_integrity_mark_rule_known')),
    sa.CheckConstraint('score >= 0 AND score <= 1', name=op.f('ck_integrity_mark_score_is_share')),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_integrity_mark_attempt_id_attempt')),
    sa.ForeignKeyConstraint(['contest_id'], ['contest.id'], name=op.f('fk_integrity_mark_contest_id_contest')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_integrity_mark')),
    sa.UniqueConstraint('attempt_id', 'rule', name='uq_integrity_mark_once')
    )
    op.create_index('ix_integrity_mark_waiting', 'integrity_mark', ['contest_id', 'rule'], unique=False, sqlite_where=sa.text('dismissed_at IS NULL'), postgresql_where=sa.text('dismissed_at IS NULL'))
    op.create_table('live_answer',
    sa.Column('room_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('player_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('answer', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('nonce', sa.String(length=64), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('elapsed_ms', sa.Integer(), nullable=False),
    sa.Column('is_right', sa.Boolean(), nullable=False),
    sa.Column('share', sa.Float(), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('bonus', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['player_id'], ['live_player.id'], name=op.f('fk_live_answer_player_id_live_player')),
    sa.ForeignKeyConstraint(['room_id'], ['live_room.id'], name=op.f('fk_live_answer_room_id_live_room')),
    sa.PrimaryKeyConstraint('room_id', 'place', 'player_id', name=op.f('pk_live_answer'))
    )
    op.create_index('ix_live_answer_player', 'live_answer', ['player_id'], unique=False)
    op.create_table('live_event',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('room_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=60), nullable=False),
    sa.Column('action', sa.String(length=64), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('player_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('revision_before', sa.Integer(), nullable=False),
    sa.Column('revision_after', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['player_id'], ['live_player.id'], name=op.f('fk_live_event_player_id_live_player')),
    sa.ForeignKeyConstraint(['room_id'], ['live_room.id'], name=op.f('fk_live_event_room_id_live_room')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_live_event'))
    )
    op.create_index('ix_live_event_player', 'live_event', ['player_id'], unique=False)
    op.create_index('ix_live_event_room', 'live_event', ['room_id', 'id'], unique=False)
    op.create_table('live_move_code',
    sa.Column('player_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['player_id'], ['live_player.id'], name=op.f('fk_live_move_code_player_id_live_player')),
    sa.PrimaryKeyConstraint('player_id', name=op.f('pk_live_move_code'))
    )
    op.create_index(op.f('ix_live_move_code_code_hash'), 'live_move_code', ['code_hash'], unique=False)
    op.create_table('practice_answer',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('learner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('bank_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('question_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('asked', sa.Integer(), nullable=False),
    sa.Column('right_count', sa.Integer(), nullable=False),
    sa.Column('is_mistake', sa.Boolean(), nullable=False),
    sa.Column('right_days', sa.Integer(), nullable=False),
    sa.Column('right_on', sa.Date(), nullable=True),
    sa.Column('nonce', sa.String(length=32), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('right_count >= 0 AND right_count <= asked', name=op.f('ck_practice_answer_right_within_asked')),
    sa.ForeignKeyConstraint(['bank_id'], ['question_bank.id'], name=op.f('fk_practice_answer_bank_id_question_bank')),
    sa.ForeignKeyConstraint(['learner_id'], ['practice_learner.id'], name=op.f('fk_practice_answer_learner_id_practice_learner')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice_answer')),
    sa.UniqueConstraint('learner_id', 'bank_id', 'key', name='uq_practice_answer_question')
    )
    op.create_table('race_run',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('campaign_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('learner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('token', sa.String(length=32), nullable=False),
    sa.Column('paper', sa.String(length=32), nullable=False),
    sa.Column('question_ids', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('try_no', sa.Integer(), nullable=False),
    sa.Column('opponent_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('is_offered', sa.Boolean(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('marks', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('answers', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('right_count', sa.Integer(), nullable=False),
    sa.Column('used_ms', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(finished_at IS NULL) = (used_ms IS NULL)', name=op.f('ck_race_run_race_finished_has_time')),
    sa.CheckConstraint('right_count >= 0 AND right_count <= step', name=op.f('ck_race_run_race_right_within_step')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_race_run_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['learner_id'], ['practice_learner.id'], name=op.f('fk_race_run_learner_id_practice_learner')),
    sa.ForeignKeyConstraint(['opponent_id'], ['race_run.id'], name=op.f('fk_race_run_opponent_id_race_run')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_race_run')),
    sa.UniqueConstraint('learner_id', 'paper', 'try_no', name='uq_race_run_try'),
    sa.UniqueConstraint('token', name=op.f('uq_race_run_token'))
    )
    op.create_index('ix_race_run_offered', 'race_run', ['campaign_id', 'is_offered', 'finished_at'], unique=False)
    op.create_index(op.f('ix_race_run_opponent_id'), 'race_run', ['opponent_id'], unique=False)
    op.create_table('team_member',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('team_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('seat', sa.Integer(), nullable=False),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('seat BETWEEN 1 AND 10', name=op.f('ck_team_member_seat_in_range')),
    sa.ForeignKeyConstraint(['contest_id'], ['contest.id'], name=op.f('fk_team_member_contest_id_contest')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_team_member_person_id_person')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_team_member_team_id_team')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_team_member'))
    )
    op.create_index(op.f('ix_team_member_person_id'), 'team_member', ['person_id'], unique=False)
    op.create_index('uq_team_member_person', 'team_member', ['contest_id', 'person_id'], unique=True, sqlite_where=sa.text('left_at IS NULL'), postgresql_where=sa.text('left_at IS NULL'))
    op.create_index('uq_team_member_seat', 'team_member', ['team_id', 'seat'], unique=True, sqlite_where=sa.text('left_at IS NULL'), postgresql_where=sa.text('left_at IS NULL'))
    op.create_table('webhook_delivery',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('target_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('event_key', sa.String(length=64), nullable=False),
    sa.Column('scan_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('body', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('delivered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_status', sa.Integer(), nullable=True),
    sa.Column('last_error', sa.String(length=300), nullable=False),
    sa.CheckConstraint('delivered_at IS NULL OR failed_at IS NULL', name=op.f('ck_webhook_delivery_delivered_or_failed')),
    sa.ForeignKeyConstraint(['scan_id'], ['scan.id'], name=op.f('fk_webhook_delivery_scan_id_scan')),
    sa.ForeignKeyConstraint(['target_id'], ['webhook_target.id'], name=op.f('fk_webhook_delivery_target_id_webhook_target')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook_delivery')),
    sa.UniqueConstraint('target_id', 'event_key', name='uq_webhook_delivery_once')
    )
    op.create_index('ix_webhook_delivery_due', 'webhook_delivery', ['delivered_at', 'failed_at', 'due_at'], unique=False)
    op.create_table('attempt_appeal',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('contest_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('attempt_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ruling_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.String(length=60), nullable=False),
    sa.Column('verdict', sa.String(length=64), nullable=False),
    sa.Column('answer', sa.String(length=300), nullable=False),
    sa.CheckConstraint("(answered_at IS NULL) = (verdict = '')", name=op.f('ck_attempt_appeal_answered_has_verdict')),
    sa.CheckConstraint("answered_at IS NULL OR (answer <> '' AND answered_by <> '')", name=op.f('ck_attempt_appeal_answer_has_words')),
    sa.CheckConstraint("verdict IN ('','upheld','restored')", name=op.f('ck_attempt_appeal_appeal_verdict_known')),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_attempt_appeal_attempt_id_attempt')),
    sa.ForeignKeyConstraint(['contest_id'], ['contest.id'], name=op.f('fk_attempt_appeal_contest_id_contest')),
    sa.ForeignKeyConstraint(['ruling_id'], ['attempt_ruling.id'], name=op.f('fk_attempt_appeal_ruling_id_attempt_ruling')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempt_appeal')),
    sa.UniqueConstraint('ruling_id', name=op.f('uq_attempt_appeal_ruling_id'))
    )
    op.create_index(op.f('ix_attempt_appeal_attempt_id'), 'attempt_appeal', ['attempt_id'], unique=False)
    op.create_index('ix_attempt_appeal_waiting', 'attempt_appeal', ['contest_id'], unique=False, sqlite_where=sa.text('answered_at IS NULL'), postgresql_where=sa.text('answered_at IS NULL'))
    op.create_table('drill_expected',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('drill_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('zone_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('roster_entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.CheckConstraint('roster_entry_id IS NOT NULL OR person_id IS NOT NULL', name=op.f('ck_drill_expected_expected_is_somebody')),
    sa.ForeignKeyConstraint(['drill_id'], ['drill.id'], name=op.f('fk_drill_expected_drill_id_drill')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_drill_expected_person_id_person')),
    sa.ForeignKeyConstraint(['zone_id'], ['drill_zone.id'], name=op.f('fk_drill_expected_zone_id_drill_zone')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_drill_expected')),
    sa.UniqueConstraint('drill_id', 'person_id', name='uq_drill_expected_person'),
    sa.UniqueConstraint('drill_id', 'roster_entry_id', name='uq_drill_expected_roster')
    )
    op.create_index(op.f('ix_drill_expected_person_id'), 'drill_expected', ['person_id'], unique=False)
    op.create_index(op.f('ix_drill_expected_zone_id'), 'drill_expected', ['zone_id'], unique=False)
    op.create_table('drill_warden',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('drill_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('zone_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('serial', sa.Integer(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['drill_id'], ['drill.id'], name=op.f('fk_drill_warden_drill_id_drill')),
    sa.ForeignKeyConstraint(['zone_id'], ['drill_zone.id'], name=op.f('fk_drill_warden_zone_id_drill_zone')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_drill_warden')),
    sa.UniqueConstraint('zone_id', name=op.f('uq_drill_warden_zone_id'))
    )
    op.create_table('person_merge_head',
    sa.Column('merge_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('taken_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('made_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['made_id'], ['attendance.id'], name=op.f('fk_person_merge_head_made_id_attendance')),
    sa.ForeignKeyConstraint(['merge_id'], ['person_merge.id'], name=op.f('fk_person_merge_head_merge_id_person_merge')),
    sa.ForeignKeyConstraint(['taken_id'], ['attendance.id'], name=op.f('fk_person_merge_head_taken_id_attendance')),
    sa.PrimaryKeyConstraint('merge_id', 'taken_id', name=op.f('pk_person_merge_head'))
    )
    op.create_table('signature',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('session_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('attendance_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('strokes', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('device_hash', sa.String(length=64), nullable=True),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['attendance_id'], ['attendance.id'], name=op.f('fk_signature_attendance_id_attendance')),
    sa.ForeignKeyConstraint(['session_id'], ['activity_session.id'], name=op.f('fk_signature_session_id_activity_session')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signature')),
    sa.UniqueConstraint('attendance_id', name=op.f('uq_signature_attendance_id'))
    )
    op.create_index(op.f('ix_signature_session_id'), 'signature', ['session_id'], unique=False)
    op.create_table('drill_event',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('drill_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('run', sa.Integer(), nullable=False),
    sa.Column('nonce', sa.String(length=80), nullable=False),
    sa.Column('payload_hash', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('expected_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('zone_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('point_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('people', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('source', sa.String(length=8), nullable=False),
    sa.Column('actor', sa.String(length=60), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.CheckConstraint("kind <> 'clear' OR reason <> ''", name=op.f('ck_drill_event_clear_has_reason')),
    sa.CheckConstraint("source IN ('manual','clock')", name=op.f('ck_drill_event_source_known')),
    sa.CheckConstraint('people IS NULL OR people >= 0', name=op.f('ck_drill_event_people_not_negative')),
    sa.ForeignKeyConstraint(['drill_id'], ['drill.id'], name=op.f('fk_drill_event_drill_id_drill')),
    sa.ForeignKeyConstraint(['expected_id'], ['drill_expected.id'], name=op.f('fk_drill_event_expected_id_drill_expected')),
    sa.ForeignKeyConstraint(['point_id'], ['drill_point.id'], name=op.f('fk_drill_event_point_id_drill_point')),
    sa.ForeignKeyConstraint(['zone_id'], ['drill_zone.id'], name=op.f('fk_drill_event_zone_id_drill_zone')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_drill_event')),
    sa.UniqueConstraint('drill_id', 'nonce', name='uq_drill_event_nonce')
    )
    op.create_index(op.f('ix_drill_event_expected_id'), 'drill_event', ['expected_id'], unique=False)
    op.create_index('ix_drill_event_run', 'drill_event', ['drill_id', 'run'], unique=False)
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(sa.text(statement))


def downgrade() -> None:
    for statement in RELEASE[op.get_bind().dialect.name]:
        op.execute(sa.text(statement))
    op.drop_index('ix_drill_event_run', table_name='drill_event')
    op.drop_index(op.f('ix_drill_event_expected_id'), table_name='drill_event')
    op.drop_table('drill_event')
    op.drop_index(op.f('ix_signature_session_id'), table_name='signature')
    op.drop_table('signature')
    op.drop_table('person_merge_head')
    op.drop_table('drill_warden')
    op.drop_index(op.f('ix_drill_expected_zone_id'), table_name='drill_expected')
    op.drop_index(op.f('ix_drill_expected_person_id'), table_name='drill_expected')
    op.drop_table('drill_expected')
    op.drop_index('ix_attempt_appeal_waiting', table_name='attempt_appeal', sqlite_where=sa.text('answered_at IS NULL'), postgresql_where=sa.text('answered_at IS NULL'))
    op.drop_index(op.f('ix_attempt_appeal_attempt_id'), table_name='attempt_appeal')
    op.drop_table('attempt_appeal')
    op.drop_index('ix_webhook_delivery_due', table_name='webhook_delivery')
    op.drop_table('webhook_delivery')
    op.drop_index('uq_team_member_seat', table_name='team_member', sqlite_where=sa.text('left_at IS NULL'), postgresql_where=sa.text('left_at IS NULL'))
    op.drop_index('uq_team_member_person', table_name='team_member', sqlite_where=sa.text('left_at IS NULL'), postgresql_where=sa.text('left_at IS NULL'))
    op.drop_index(op.f('ix_team_member_person_id'), table_name='team_member')
    op.drop_table('team_member')
    op.drop_index(op.f('ix_race_run_opponent_id'), table_name='race_run')
    op.drop_index('ix_race_run_offered', table_name='race_run')
    op.drop_table('race_run')
    op.drop_table('practice_answer')
    op.drop_index(op.f('ix_live_move_code_code_hash'), table_name='live_move_code')
    op.drop_table('live_move_code')
    op.drop_index('ix_live_event_room', table_name='live_event')
    op.drop_index('ix_live_event_player', table_name='live_event')
    op.drop_table('live_event')
    op.drop_index('ix_live_answer_player', table_name='live_answer')
    op.drop_table('live_answer')
    op.drop_index('ix_integrity_mark_waiting', table_name='integrity_mark', sqlite_where=sa.text('dismissed_at IS NULL'), postgresql_where=sa.text('dismissed_at IS NULL'))
    op.drop_table('integrity_mark')
    op.drop_index(op.f('ix_improvement_event_improvement_id'), table_name='improvement_event')
    op.drop_table('improvement_event')
    op.drop_table('drill_zone')
    op.drop_index('ix_daily_answer_share', table_name='daily_answer')
    op.drop_table('daily_answer')
    op.drop_index('ix_challenge_best_board', table_name='challenge_best')
    op.drop_table('challenge_best')
    op.drop_index(op.f('ix_certificate_template_id'), table_name='certificate')
    op.drop_index(op.f('ix_certificate_person_id'), table_name='certificate')
    op.drop_index('ix_certificate_contest_issued', table_name='certificate')
    op.drop_table('certificate')
    op.drop_index('ix_attendance_session_time', table_name='attendance')
    op.drop_index(op.f('ix_attendance_person_id'), table_name='attendance')
    op.drop_table('attendance')
    op.drop_table('attempt_ruling')
    op.drop_table('attempt_reopening')
    op.drop_table('attempt_question_shown')
    op.drop_table('attempt_move_code')
    op.drop_index('uq_team_name', table_name='team', sqlite_where=sa.text('dissolved_at IS NULL'), postgresql_where=sa.text('dissolved_at IS NULL'))
    op.drop_index(op.f('ix_team_founder_id'), table_name='team')
    op.drop_table('team')
    op.drop_index(op.f('ix_stage_presence_person_id'), table_name='stage_presence')
    op.drop_table('stage_presence')
    op.drop_index(op.f('ix_stage_member_person_id'), table_name='stage_member')
    op.drop_index(op.f('ix_stage_member_contest_id'), table_name='stage_member')
    op.drop_table('stage_member')
    op.drop_index('uq_stage_buzz_opening', table_name='stage_buzz')
    op.drop_table('stage_buzz')
    op.drop_index(op.f('ix_sheet_return_sheet_id'), table_name='sheet_return')
    op.drop_table('sheet_return')
    op.drop_index('ix_scan_undoes', table_name='scan', sqlite_where=sa.text('undoes_id IS NOT NULL'), postgresql_where=sa.text('undoes_id IS NOT NULL'))
    op.drop_index('ix_scan_session_time', table_name='scan')
    op.drop_index('ix_scan_session_device', table_name='scan', sqlite_where=sa.text('device_hash IS NOT NULL'), postgresql_where=sa.text('device_hash IS NOT NULL'))
    op.drop_index(op.f('ix_scan_person_id'), table_name='scan')
    op.drop_table('scan')
    op.drop_index(op.f('ix_round_place_person_id'), table_name='round_place')
    op.drop_table('round_place')
    op.drop_index(op.f('ix_round_decision_round_id'), table_name='round_decision')
    op.drop_index(op.f('ix_round_decision_person_id'), table_name='round_decision')
    op.drop_table('round_decision')
    op.drop_index('uq_prize_win_standing', table_name='prize_win', sqlite_where=sa.text("state <> 'forfeited'"), postgresql_where=sa.text("state <> 'forfeited'"))
    op.drop_index(op.f('ix_prize_win_prize_id'), table_name='prize_win')
    op.drop_index(op.f('ix_prize_win_person_id'), table_name='prize_win')
    op.drop_table('prize_win')
    op.drop_index(op.f('ix_printed_row_person_id'), table_name='printed_row')
    op.drop_table('printed_row')
    op.drop_table('practice_learner')
    op.drop_table('personal_code')
    op.drop_index('uq_person_merge_standing', table_name='person_merge', sqlite_where=sa.text('undone_at IS NULL'), postgresql_where=sa.text('undone_at IS NULL'))
    op.drop_index(op.f('ix_person_merge_kept_id'), table_name='person_merge')
    op.drop_index(op.f('ix_person_merge_campaign_id'), table_name='person_merge')
    op.drop_table('person_merge')
    op.drop_index(op.f('ix_person_device_person_id'), table_name='person_device')
    op.drop_index('ix_person_device_latest', table_name='person_device')
    op.drop_table('person_device')
    op.drop_index('ix_live_player_rank', table_name='live_player')
    op.drop_index(op.f('ix_live_player_person_id'), table_name='live_player')
    op.drop_table('live_player')
    op.drop_index(op.f('ix_improvement_session_id'), table_name='improvement')
    op.drop_index(op.f('ix_improvement_owner_unit_id'), table_name='improvement')
    op.drop_index('ix_improvement_campaign_due', table_name='improvement')
    op.drop_table('improvement')
    op.drop_table('drill_point')
    op.drop_index('ix_door_upload_waiting', table_name='door_upload')
    op.drop_index(op.f('ix_door_upload_person_id'), table_name='door_upload')
    op.drop_index(op.f('ix_door_upload_device_id'), table_name='door_upload')
    op.drop_table('door_upload')
    op.drop_table('door_device_state')
    op.drop_index('ix_contest_result_tail', table_name='contest_result', sqlite_where=sa.text('NOT is_rolled'), postgresql_where=sa.text('NOT is_rolled'))
    op.drop_index('ix_contest_result_rank', table_name='contest_result', sqlite_where=sa.text('attempts > 0'), postgresql_where=sa.text('attempts > 0'))
    op.drop_index('ix_contest_result_bracket', table_name='contest_result', sqlite_where=sa.text('attempts > 0'), postgresql_where=sa.text('attempts > 0'))
    op.drop_table('contest_result')
    op.drop_index('uq_contest_accommodation_unit', table_name='contest_accommodation', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.drop_index('uq_contest_accommodation_person', table_name='contest_accommodation', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
    op.drop_index(op.f('ix_contest_accommodation_unit_id'), table_name='contest_accommodation')
    op.drop_index(op.f('ix_contest_accommodation_person_id'), table_name='contest_accommodation')
    op.drop_index('ix_contest_accommodation_contest', table_name='contest_accommodation')
    op.drop_table('contest_accommodation')
    op.drop_index(op.f('ix_call_sampled_person_person_id'), table_name='call_sampled_person')
    op.drop_table('call_sampled_person')
    op.drop_index(op.f('ix_attended_certificate_template_id'), table_name='attended_certificate')
    op.drop_index(op.f('ix_attended_certificate_person_id'), table_name='attended_certificate')
    op.drop_table('attended_certificate')
    op.drop_index('uq_attempt_one_open', table_name='attempt', sqlite_where=sa.text('submitted_at IS NULL'), postgresql_where=sa.text('submitted_at IS NULL'))
    op.drop_index(op.f('ix_attempt_person_id'), table_name='attempt')
    op.drop_index('ix_attempt_open', table_name='attempt', sqlite_where=sa.text('submitted_at IS NULL'), postgresql_where=sa.text('submitted_at IS NULL'))
    op.drop_index('ix_attempt_device', table_name='attempt')
    op.drop_table('attempt')
    op.drop_index(op.f('ix_training_record_contest_id'), table_name='training_record')
    op.drop_table('training_record')
    op.drop_index(op.f('ix_stage_question_contest_id'), table_name='stage_question')
    op.drop_table('stage_question')
    op.drop_index(op.f('ix_stage_press_opening_id'), table_name='stage_press')
    op.drop_table('stage_press')
    op.drop_index(op.f('ix_session_record_session_id'), table_name='session_record')
    op.drop_table('session_record')
    op.drop_index(op.f('ix_session_joint_host_unit_id'), table_name='session_joint_host')
    op.drop_table('session_joint_host')
    op.drop_index(op.f('ix_session_holding_unit_id'), table_name='session_holding')
    op.drop_table('session_holding')
    op.drop_table('session_gate')
    op.drop_table('score_line')
    op.drop_table('record_photo')
    op.drop_index(op.f('ix_question_report_unit_id'), table_name='question_report')
    op.drop_index(op.f('ix_question_report_question_id'), table_name='question_report')
    op.drop_index('ix_question_report_bank', table_name='question_report')
    op.drop_table('question_report')
    op.drop_table('prize')
    op.drop_index(op.f('ix_printed_sheet_session_id'), table_name='printed_sheet')
    op.drop_table('printed_sheet')
    op.drop_index('uq_person_roster_entry', table_name='person', sqlite_where=sa.text('roster_entry_id IS NOT NULL'), postgresql_where=sa.text('roster_entry_id IS NOT NULL'))
    op.drop_index('ix_person_campaign_unit_name', table_name='person')
    op.drop_index('ix_person_campaign_phone', table_name='person')
    op.drop_table('person')
    op.drop_index(op.f('ix_headcount_session_id'), table_name='headcount')
    op.drop_table('headcount')
    op.drop_index('ix_evidence_photo_campaign_look', table_name='evidence_photo')
    op.drop_table('evidence_photo')
    op.drop_index(op.f('ix_evaluation_session_id'), table_name='evaluation')
    op.drop_table('evaluation')
    op.drop_index(op.f('ix_drill_campaign_id'), table_name='drill')
    op.drop_table('drill')
    op.drop_index(op.f('ix_door_device_session_id'), table_name='door_device')
    op.drop_table('door_device')
    op.drop_table('certificate_offer')
    op.drop_index(op.f('ix_attended_template_contest_id'), table_name='attended_template')
    op.drop_table('attended_template')
    op.drop_table('team_setting')
    op.drop_table('stage_team')
    op.drop_table('stage_round')
    op.drop_table('stage_event')
    op.drop_index(op.f('ix_score_card_unit_id'), table_name='score_card')
    op.drop_table('score_card')
    op.drop_index(op.f('ix_roster_entry_unit_id'), table_name='roster_entry')
    op.drop_index('ix_roster_entry_name', table_name='roster_entry')
    op.drop_table('roster_entry')
    op.drop_index(op.f('ix_record_unit_id'), table_name='record')
    op.drop_index('ix_record_campaign_kind', table_name='record')
    op.drop_index(op.f('ix_record_batch_id'), table_name='record')
    op.drop_table('record')
    op.drop_index(op.f('ix_prize_draw_unit_id'), table_name='prize_draw')
    op.drop_index(op.f('ix_prize_draw_contest_id'), table_name='prize_draw')
    op.drop_index(op.f('ix_prize_draw_campaign_id'), table_name='prize_draw')
    op.drop_table('prize_draw')
    op.drop_table('practice_bank')
    op.drop_index('uq_plan_word_standing', table_name='plan_word', sqlite_where=sa.text('is_standing = 1'), postgresql_where=sa.text('is_standing'))
    op.drop_index(op.f('ix_plan_word_unit_id'), table_name='plan_word')
    op.drop_table('plan_word')
    op.drop_index(op.f('ix_live_remote_room_id'), table_name='live_remote')
    op.drop_table('live_remote')
    op.drop_table('live_question')
    op.drop_table('filing_seen')
    op.drop_index(op.f('ix_filing_event_filing_id'), table_name='filing_event')
    op.drop_table('filing_event')
    op.drop_index(op.f('ix_filing_duty_unit_id'), table_name='filing_duty')
    op.drop_table('filing_duty')
    op.drop_table('filing_amount')
    op.drop_table('event_round')
    op.drop_table('contest_question')
    op.drop_table('contest_board')
    op.drop_table('contest_bank')
    op.drop_table('certificate_template')
    op.drop_table('board_freeze')
    op.drop_index(op.f('ix_bank_question_import_id'), table_name='bank_question')
    op.drop_index('ix_bank_question_hash', table_name='bank_question')
    op.drop_table('bank_question')
    op.drop_index(op.f('ix_activity_session_host_unit_id'), table_name='activity_session')
    op.drop_index('ix_activity_session_campaign_time', table_name='activity_session')
    op.drop_index(op.f('ix_activity_session_activity_id'), table_name='activity_session')
    op.drop_table('activity_session')
    op.drop_index(op.f('ix_webhook_target_unit_id'), table_name='webhook_target')
    op.drop_table('webhook_target')
    op.drop_index(op.f('ix_stage_contest_unit_id'), table_name='stage_contest')
    op.drop_index(op.f('ix_stage_contest_campaign_id'), table_name='stage_contest')
    op.drop_table('stage_contest')
    op.drop_index(op.f('ix_score_sheet_unit_id'), table_name='score_sheet')
    op.drop_index('ix_score_sheet_campaign', table_name='score_sheet')
    op.drop_table('score_sheet')
    op.drop_index(op.f('ix_round_event_unit_id'), table_name='round_event')
    op.drop_index(op.f('ix_round_event_campaign_id'), table_name='round_event')
    op.drop_table('round_event')
    op.drop_index(op.f('ix_roster_unit_id'), table_name='roster')
    op.drop_index(op.f('ix_roster_campaign_id'), table_name='roster')
    op.drop_table('roster')
    op.drop_index(op.f('ix_record_batch_unit_id'), table_name='record_batch')
    op.drop_index(op.f('ix_record_batch_campaign_id'), table_name='record_batch')
    op.drop_table('record_batch')
    op.drop_index('ix_public_screen_place', table_name='public_screen')
    op.drop_table('public_screen')
    op.drop_table('practice_setting')
    op.drop_index(op.f('ix_plan_task_unit_id'), table_name='plan_task')
    op.drop_index('ix_plan_task_campaign', table_name='plan_task')
    op.drop_table('plan_task')
    op.drop_index(op.f('ix_plan_file_unit_id'), table_name='plan_file')
    op.drop_table('plan_file')
    op.drop_index(op.f('ix_plan_document_unit_id'), table_name='plan_document')
    op.drop_index('ix_plan_document_campaign', table_name='plan_document')
    op.drop_table('plan_document')
    op.drop_index(op.f('ix_look_note_unit_id'), table_name='look_note')
    op.drop_index('ix_look_note_sheet', table_name='look_note')
    op.drop_table('look_note')
    op.drop_index(op.f('ix_live_room_unit_id'), table_name='live_room')
    op.drop_index(op.f('ix_live_room_campaign_id'), table_name='live_room')
    op.drop_table('live_room')
    op.drop_index('uq_liaison_officer_present', table_name='liaison_officer', sqlite_where=sa.text('until IS NULL'), postgresql_where=sa.text('until IS NULL'))
    op.drop_index(op.f('ix_liaison_officer_unit_id'), table_name='liaison_officer')
    op.drop_table('liaison_officer')
    op.drop_index('ix_ledger_entry_unit', table_name='ledger_entry')
    op.drop_index('ix_ledger_entry_session', table_name='ledger_entry')
    op.drop_index('ix_ledger_entry_person', table_name='ledger_entry')
    op.drop_index('ix_ledger_entry_figure', table_name='ledger_entry')
    op.drop_table('ledger_entry')
    op.drop_index(op.f('ix_leading_group_member_unit_id'), table_name='leading_group_member')
    op.drop_index('ix_leading_group_member_campaign', table_name='leading_group_member')
    op.drop_table('leading_group_member')
    op.drop_index(op.f('ix_filing_reminder_unit_id'), table_name='filing_reminder')
    op.drop_index('ix_filing_reminder_mail', table_name='filing_reminder')
    op.drop_table('filing_reminder')
    op.drop_table('filing_calendar')
    op.drop_index('uq_filing_standing', table_name='filing', sqlite_where=sa.text('is_standing = 1'), postgresql_where=sa.text('is_standing'))
    op.drop_index('uq_filing_latest', table_name='filing', sqlite_where=sa.text('is_latest = 1'), postgresql_where=sa.text('is_latest'))
    op.drop_index('ix_filing_unit_week', table_name='filing')
    op.drop_index(op.f('ix_filing_unit_id'), table_name='filing')
    op.drop_table('filing')
    op.drop_index(op.f('ix_feedback_campaign_id'), table_name='feedback')
    op.drop_table('feedback')
    op.drop_index(op.f('ix_external_figure_unit_id'), table_name='external_figure')
    op.drop_index('ix_external_figure_sheet', table_name='external_figure')
    op.drop_table('external_figure')
    op.drop_table('download_part')
    op.drop_table('daily_question')
    op.drop_index(op.f('ix_contest_unit_id'), table_name='contest')
    op.drop_index('ix_contest_campaign_window', table_name='contest')
    op.drop_table('contest')
    op.drop_table('coded_person')
    op.drop_index('uq_cell_input_standing', table_name='cell_input', sqlite_where=sa.text('is_standing = 1'), postgresql_where=sa.text('is_standing'))
    op.drop_index(op.f('ix_cell_input_unit_id'), table_name='cell_input')
    op.drop_index('ix_cell_input_cell', table_name='cell_input')
    op.drop_table('cell_input')
    op.drop_index('ix_call_sample_campaign', table_name='call_sample')
    op.drop_table('call_sample')
    op.drop_index(op.f('ix_bank_import_bank_id'), table_name='bank_import')
    op.drop_table('bank_import')
    op.drop_index(op.f('ix_activity_unit_id'), table_name='activity')
    op.drop_index('ix_activity_campaign_kind', table_name='activity')
    op.drop_index(op.f('ix_activity_campaign_id'), table_name='activity')
    op.drop_table('activity')
    op.drop_index(op.f('ix_upload_staff_id'), table_name='upload')
    op.drop_index(op.f('ix_upload_created_at'), table_name='upload')
    op.drop_table('upload')
    op.drop_index(op.f('ix_unit_change_unit_id'), table_name='unit_change')
    op.drop_index('ix_unit_change_unit_at', table_name='unit_change')
    op.drop_index('ix_unit_change_action', table_name='unit_change')
    op.drop_table('unit_change')
    op.drop_index('ix_staff_session_staff_id_revoked_at', table_name='staff_session')
    op.drop_table('staff_session')
    op.drop_index(op.f('ix_staff_recovery_code_staff_id'), table_name='staff_recovery_code')
    op.drop_table('staff_recovery_code')
    op.drop_index(op.f('ix_role_grant_unit_id'), table_name='role_grant')
    op.drop_table('role_grant')
    op.drop_index('uq_question_bank_shipped_key', table_name='question_bank', sqlite_where=sa.text('unit_id IS NULL'), postgresql_where=sa.text('unit_id IS NULL'))
    op.drop_index(op.f('ix_question_bank_unit_id'), table_name='question_bank')
    op.drop_table('question_bank')
    op.drop_index(op.f('ix_form_version_unit_id'), table_name='form_version')
    op.drop_table('form_version')
    op.drop_index(op.f('ix_form_design_unit_id'), table_name='form_design')
    op.drop_table('form_design')
    op.drop_table('filing_mail')
    op.drop_table('drill_rule')
    op.drop_index(op.f('ix_download_staff_id'), table_name='download')
    op.drop_index(op.f('ix_download_created_at'), table_name='download')
    op.drop_table('download')
    op.drop_index(op.f('ix_campaign_root_unit_id'), table_name='campaign')
    op.drop_table('campaign')
    op.drop_index('ix_audit_entry_unit_id_position', table_name='audit_entry')
    op.drop_index(op.f('ix_audit_entry_at'), table_name='audit_entry')
    op.drop_table('audit_entry')
    op.drop_index(op.f('ix_unit_parent_id'), table_name='unit')
    op.drop_table('unit')
    op.drop_table('staff')
    op.drop_index(op.f('ix_media_original_hash'), table_name='media')
    op.drop_table('media')
    op.drop_table('ledger_total')
    op.drop_table('ledger_subtree_total')
    op.drop_table('ledger_seal')
    op.drop_table('ledger_position')
    op.drop_table('filed_form')
    op.drop_table('contest_tally')
    op.drop_table('audit_head')
    op.drop_table('admission_line')
