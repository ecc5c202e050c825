"""All cases, in the order of the table."""

import answers
import choice
import maths
import writing

CASES = choice.CASES + maths.CASES + answers.CASES + writing.CASES
CASES += [c.on_own_rows() for c in CASES if c.own]
