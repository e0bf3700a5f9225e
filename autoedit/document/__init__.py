"""The edit list as JSON: the one place where pydantic stands, at the edge between values and files."""
