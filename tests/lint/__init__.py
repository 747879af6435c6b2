"""Documents for the tests of `lint`: one that is good, and what spoils it."""
