"""Live quiz (直播答题): one question at a time for a whole hall, answered on phones, told on the big screen.

Belongs here: rooms, their players and answers, and what a room writes to the ledger. Contests that everybody takes in
his own time belong to ``contests``; teams on a stage to ``stage``.
"""
