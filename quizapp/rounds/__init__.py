"""Events of several rounds (多轮赛事): each round a contest, and a published list of those who go on."""
