"""What the office arranges of numbers and exports: the format of document numbers, the threshold of small counts."""
