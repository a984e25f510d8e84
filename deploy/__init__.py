"""From one machine to many: configuration of each machine, and a lab that runs it and breaks it."""
