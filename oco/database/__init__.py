"""The second wall: which rows each login sees (`rows`), who asks (`functions`), and what watches over it (`lint`)."""
