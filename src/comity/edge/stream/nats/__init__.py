# SPDX-License-Identifier: Apache-2.0
"""The same watch with many workers: envelopes through NATS JetStream, partitions by conversation, one reader for each.

`jetstream` speaks to the server, `publishing` puts in what sources tell, `workers` takes it out and hands it to the
runner of the site's database, which keeps the number of the last envelope beside the states it led to.
"""
