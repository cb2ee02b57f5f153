# Words of a criteria file that is made of an annex; the file itself is always Vietnamese.
annex-decision = Decision
annex-place = Annex, line { $line }
annex-place-sheet = Annex, sheet “{ $sheet }”, line { $line }
annex-step = Level { $step }
annex-group = Group { $number }
annex-level-part = Part
annex-level-field = Field
annex-level-criterion = Criterion
annex-level-component = Component criterion
annex-check-rule = The rule was read from the annex by the program and needs to be compared with it
annex-no-rule = The rule was not understood: points are typed in for the time being
