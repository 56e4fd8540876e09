"""What may be shown of a group, and what two releases together would give away."""
