"""One module for each thing that was filmed; each has a function that gives the take."""
