"""The papers of the offices: a list of applicants for each town and stage, the count of all towns, letters of correction.

standing   where one applicant stands at one stage
paper      a paper as values: title, tables, signatures
lists      the list of a town's applicants
county     all towns against the quotas
letter     what one applicant must correct
page, word, workbook  a paper as PDF, as a Word file, as a workbook
board      all applicants and stages with the days that are left
"""
