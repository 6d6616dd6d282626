"""The public page that says whether a paper is one of ours."""
