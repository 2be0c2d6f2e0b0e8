"""In front of a class: the reins of an instructor, and the places from which they are held."""
