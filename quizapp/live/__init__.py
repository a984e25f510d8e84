"""Live quiz (直播答题): one question at a time for a whole hall, answered on phones, told on the big screen.

Belongs here: rooms, their players and answers, and what a room writes to the ledger. Contests that everybody takes in
his own time belong to ``contests``; teams on a stage to ``stage``.
"""

from quizapp.live.fanout import check_fanout
from quizapp.live.queries import ResultLine, judge_replay, read_me, read_result, replay_questions
from quizapp.live.room import RoomRow, count_open_rooms, find_room, frozen_question, host_room, screen_room
from quizapp.live.service.acting import Act
from quizapp.live.service.answering import Kept, Sending, answer
from quizapp.live.service.hosting import act
from quizapp.live.service.joining import IdentityNeeded, Player, find_player, join
from quizapp.live.service.making import Draft, draw_questions, make_room
from quizapp.live.service.moving import NewCode, make_move_code, use_move_code
from quizapp.live.service.remotes import has_remote, issue_remote, remote_of, revoke_remotes
from quizapp.live.service.voiding import void_room

__all__ = [
    "Act", "Draft", "IdentityNeeded", "Kept", "NewCode", "Player", "ResultLine", "RoomRow", "Sending", "act", "answer",
    "check_fanout", "count_open_rooms", "draw_questions", "find_player", "find_room", "frozen_question", "has_remote", "host_room",
    "issue_remote", "join", "judge_replay", "make_move_code", "make_room", "read_me", "read_result", "remote_of",
    "replay_questions", "revoke_remotes", "screen_room", "use_move_code", "void_room",
]  # fmt: skip
