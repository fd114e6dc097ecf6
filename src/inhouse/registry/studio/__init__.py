"""What the pages keep: who may see them, jobs, votes, files. Import by module, as in serving."""
