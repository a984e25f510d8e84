"""Running an installation: health, backup, restore, housekeeping. No page and no figure is made here."""
