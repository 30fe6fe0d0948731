"""Makes the papers of the offices: lists of applicants by town and stage, the count of all towns, letters of correction.

standing              how far one applicant is at one stage
paper                 a paper as values: title, tables, signatures
lists                 the list of the applicants of a town
county                the applicants of all towns, compared with the quotas
letter                what one applicant must correct
page, word, workbook  a paper as PDF, as a Word file, as a workbook
board                 all applicants and stages, with the days that are left
"""
