"""The server beneath the app: waitress, with limits on connections, on the time they take, and an end in order."""
