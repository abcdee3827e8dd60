#!/bin/sh
# Ten kills at random times over a film, a cycling and an atomistic run lose nothing and change no byte.
exec "$1/scripts/kills.sh" 10 1 "$2"
