"""People (the user model), organisations, offices and appointments; makes the ``Actor`` of every act."""
