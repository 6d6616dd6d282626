"""What the demo knows of targets, rules and figures beside the trade itself."""
