"""What a piece of text is, whoever asks: its spelling, its comparing, and the shapes and words by which lines are known.

Readers and cleaners ask here, so that an ad slot, a counter or a photo's credit is the same thing to both.
"""
