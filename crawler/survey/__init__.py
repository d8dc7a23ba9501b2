"""What the sites' data guesses, held against pages: which guesses hold, which fail and what was found instead, which were not seen.

`plan` says what to ask, `sample` holds the answers, the ``paper_…`` and ``mirror_…`` modules and `words` compare guess and page, `report`
shows what they found. All of it is pure: `crawler.commands.survey` does the asking.
"""
