"""The local PostgreSQL and Redis of a first start: no server to install, no port to choose."""
