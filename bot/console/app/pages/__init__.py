"""The pages: a file a group, each with its PAGES. They take a Visit and give a response; they decide nothing else."""
