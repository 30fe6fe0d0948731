"""The web door `formgen serve`: pages in the browser that call the same use cases as the command line.

    serving      starts the server, and says how it is reached
    application  the routes, and what stands around them
    guard        what is refused before a page is asked: foreign hosts, foreign origins, too large bodies, no session
    doors        one module for each page of the office
    drawing      pictures of pages, made in worker processes
    kept         the data folder: links, sessions, who did what
    pages        HTML from `templates/web/`, answers with files
    site         the pages that need no server, as files

The libraries of this room belong to the extra `formgen[web]`. No module of another room imports this room when it is loaded.
"""
