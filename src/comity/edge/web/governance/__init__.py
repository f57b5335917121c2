# SPDX-License-Identifier: Apache-2.0
"""How the procedure is changed: what was proposed, what the linter says, what differs, who may do what until when."""
