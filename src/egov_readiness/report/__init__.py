"""Scores in words: explanations in English and Vietnamese, and tables of text."""
