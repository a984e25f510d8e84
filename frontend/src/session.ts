import { clearWhenOver } from "./session/clear";

clearWhenOver();
