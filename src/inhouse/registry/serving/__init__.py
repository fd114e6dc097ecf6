"""What is served, who may ask, what was asked. Import by module: the migrations need the tables."""
