"""Teams of a contest (组队参赛): founded and joined before the first paper, one common score, one board."""
