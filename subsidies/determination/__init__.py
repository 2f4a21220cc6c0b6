"""The end of a grant's year, from the request for determination to the decision. Source: Awb, title 4.2."""
