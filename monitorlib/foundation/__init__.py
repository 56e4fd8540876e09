"""What all rooms stand on: texts, errors, files, logs. Standard library only."""
