"""A scan of the running demo by a tool from outside (script/scan). It knows Wapiti and nothing of the applications."""
