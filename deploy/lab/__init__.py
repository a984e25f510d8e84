"""The whole topology on one machine: every machine of a site in namespaces of its own, under load, and broken on purpose."""
