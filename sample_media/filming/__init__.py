"""A small film studio in numpy: what each take looks and sounds like, and the truth about it.

A module for each thing in front of the lens (terrain, sky, water, figures), one for the camera, one for sound, one for writing
files; the modules in `takes/` put them together. `make_footage.py` lists the clips.
"""
