"""Work on what people sent, done in processes of its own with limits: a damaged or hostile file never reaches the server's process."""
