"""Use cases: command in, events stored, result out; queries."""
