"""The makers, one file each: what a document is turned into."""
