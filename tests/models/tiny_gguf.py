"""A random language model of half a megabyte, so that real loading and real grammars are tested."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gguf
import numpy as np

WIDTH, LAYERS, HEADS, PAIRS, INNER, CONTEXT = 64, 2, 4, 2, 128, 4096
_SPECIAL = [b"<unk>", b"<s>", b"</s>"]
_UNKNOWN, _CONTROL, _NORMAL, _BYTE = 2, 3, 1, 6


def write_tiny_gguf(path: Path) -> None:
    """Write the model: a Llama of two layers whose weights are noise and whose words are bytes."""
    words = [f"\N{LOWER ONE EIGHTH BLOCK}{word}".encode() for word in ("the", "a", "of", "was")]
    tokens = [*_SPECIAL, *(b"<0x%02X>" % byte for byte in range(256)), *words]
    kinds = [_UNKNOWN, _CONTROL, _CONTROL, *[_BYTE] * 256, *[_NORMAL] * len(words)]
    out = gguf.GGUFWriter(path, "llama")
    out.add_context_length(CONTEXT)
    out.add_embedding_length(WIDTH)
    out.add_block_count(LAYERS)
    out.add_feed_forward_length(INNER)
    out.add_head_count(HEADS)
    out.add_head_count_kv(PAIRS)
    out.add_layer_norm_rms_eps(1e-5)
    out.add_rope_dimension_count(WIDTH // HEADS)
    out.add_vocab_size(len(tokens))
    out.add_tokenizer_model("llama")
    out.add_token_list(tokens)
    out.add_token_scores([0.0] * 259 + [-float(number) for number in range(len(words))])
    out.add_token_types(kinds)
    out.add_bos_token_id(1)
    out.add_eos_token_id(2)
    out.add_unk_token_id(0)
    out.add_chat_template(
        "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}assistant:"
    )
    for name, weights in _weights(len(tokens)).items():
        out.add_tensor(name, weights)
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()


def _weights(tokens: int) -> dict[str, Any]:
    noise = np.random.default_rng(0)

    def some(*shape: int) -> Any:
        return (noise.standard_normal(shape) * 0.08).astype(np.float32)

    ones = np.ones(WIDTH, np.float32)
    # One dimension is the same for all tokens: through it, bytes that no text has are never said.
    inner, outer = some(tokens, WIDTH), some(tokens, WIDTH) * 4
    inner[:, 0], outer[:, 0] = 1.0, 0.0
    unfit = [0, 1, *(3 + byte for byte in range(256) if not 32 <= byte <= 126)]
    outer[unfit, 0], outer[2, 0] = -20.0, -1.0
    made = {"token_embd.weight": inner, "output_norm.weight": ones, "output.weight": outer}
    pair = WIDTH // HEADS * PAIRS
    shapes = {
        "attn_q": (WIDTH, WIDTH),
        "attn_k": (pair, WIDTH),
        "attn_v": (pair, WIDTH),
        "attn_output": (WIDTH, WIDTH),
        "ffn_gate": (INNER, WIDTH),
        "ffn_up": (INNER, WIDTH),
        "ffn_down": (WIDTH, INNER),
    }
    for layer in range(LAYERS):
        made |= {f"blk.{layer}.{name}.weight": some(*shape) for name, shape in shapes.items()}
        made |= {f"blk.{layer}.{name}_norm.weight": ones for name in ("attn", "ffn")}
    return made
