"""Look an official document over by Decree 30/2020/NĐ-CP: any Word file, whoever made it.

Effective values → a plain tree of paragraphs → its components → rules, which are data → findings, and what
of them needs no person's judgement, mended in a copy.
"""
