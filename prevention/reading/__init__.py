"""What pages of prevention read, a package for each subject."""
