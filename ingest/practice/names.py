"""Well-known repositories: ids, creation months, parents, numbers of children. Names are facts, the rest approximate.

One line a repository: `name month children [relation parent]`; a group's header gives owner, kind, architecture and
licence. The numbers of children that `hub-shape` reports (FLUX.1-dev, Qwen1.5-0.5B, ...) are taken from it, as of
2026-09-25 and 903,939 derivations on the whole Hub; the others are estimates kept below the smallest reported one.
"""

import re
from dataclasses import dataclass
from functools import cache

QWEN = """
# Qwen llm qwen tongyi-qianwen
Qwen-1_8B 2023-11 60
Qwen-1_8B-Chat 2023-11 70
Qwen-7B 2023-08 180
Qwen-7B-Chat 2023-08 330
Qwen-14B 2023-09 50
Qwen-14B-Chat 2023-09 60
Qwen-72B 2023-11 25
Qwen-72B-Chat 2023-11 20
# Qwen vision qwen tongyi-qianwen
Qwen-VL 2023-08 20
Qwen-VL-Chat 2023-08 60
# Qwen llm qwen2 apache-2.0
Qwen1.5-0.5B 2024-01 32534
Qwen1.5-0.5B-Chat 2024-01 900
Qwen1.5-1.8B 2024-01 30626
Qwen1.5-1.8B-Chat 2024-01 700
Qwen1.5-4B 2024-01 350
Qwen1.5-4B-Chat 2024-01 300
Qwen1.5-7B 2024-01 1500
Qwen1.5-7B-Chat 2024-01 700
Qwen1.5-14B 2024-01 150
Qwen1.5-14B-Chat 2024-01 180
Qwen1.5-32B 2024-04 60
Qwen1.5-32B-Chat 2024-04 80
Qwen1.5-72B 2024-01 40
Qwen1.5-72B-Chat 2024-01 40 finetune Qwen1.5-72B
Qwen1.5-110B 2024-04 20
Qwen1.5-110B-Chat 2024-04 20
Qwen1.5-7B-Chat-GGUF 2024-02 5
Qwen1.5-7B-Chat-GPTQ-Int4 2024-02 20
Qwen1.5-0.5B-Chat-GGUF 2024-02 5
Qwen1.5-0.5B-Chat-AWQ 2024-02 4
CodeQwen1.5-7B 2024-04 60
CodeQwen1.5-7B-Chat 2024-04 70
Qwen2-0.5B 2024-05 1800
Qwen2-0.5B-Instruct 2024-06 1700 finetune Qwen2-0.5B
Qwen2-1.5B 2024-05 900
Qwen2-1.5B-Instruct 2024-06 1100
Qwen2-7B 2024-06 900
Qwen2-7B-Instruct 2024-06 1500 finetune Qwen2-7B
Qwen2-72B 2024-05 50
Qwen2-72B-Instruct 2024-05 140 finetune Qwen2-72B
Qwen2-0.5B-Instruct-GGUF 2024-06 4 quantized Qwen2-0.5B-Instruct
Qwen2-7B-Instruct-GGUF 2024-06 6 quantized Qwen2-7B-Instruct
Qwen2-7B-Instruct-AWQ 2024-06 20 quantized Qwen2-7B-Instruct
Qwen2-72B-Instruct-AWQ 2024-06 10 quantized Qwen2-72B-Instruct
Qwen2-Math-1.5B 2024-08 80
Qwen2-Math-1.5B-Instruct 2024-08 60
Qwen2-Math-7B 2024-08 80
Qwen2-Math-7B-Instruct 2024-08 50
Qwen2-Math-72B-Instruct 2024-08 10
Qwen2.5-0.5B 2024-09 6200
Qwen2.5-0.5B-Instruct 2024-09 8200 finetune Qwen2.5-0.5B
Qwen2.5-1.5B 2024-09 5200
Qwen2.5-1.5B-Instruct 2024-09 7800 finetune Qwen2.5-1.5B
Qwen2.5-3B 2024-09 4300
Qwen2.5-3B-Instruct 2024-09 6900 finetune Qwen2.5-3B
Qwen2.5-7B 2024-09 6100
Qwen2.5-7B-Instruct 2024-09 8200 finetune Qwen2.5-7B
Qwen2.5-14B 2024-09 2200
Qwen2.5-14B-Instruct 2024-09 4600 finetune Qwen2.5-14B
Qwen2.5-32B 2024-09 1500
Qwen2.5-32B-Instruct 2024-09 3100 finetune Qwen2.5-32B
Qwen2.5-72B 2024-09 400
Qwen2.5-72B-Instruct 2024-09 1000 finetune Qwen2.5-72B
Qwen2.5-0.5B-Instruct-GGUF 2024-09 30 quantized Qwen2.5-0.5B-Instruct
Qwen2.5-0.5B-Instruct-AWQ 2024-09 15 quantized Qwen2.5-0.5B-Instruct
Qwen2.5-0.5B-Instruct-GPTQ-Int4 2024-09 25 quantized Qwen2.5-0.5B-Instruct
Qwen2.5-0.5B-Instruct-GPTQ-Int8 2024-09 10 quantized Qwen2.5-0.5B-Instruct
Qwen2.5-1.5B-Instruct-GGUF 2024-09 20 quantized Qwen2.5-1.5B-Instruct
Qwen2.5-1.5B-Instruct-AWQ 2024-09 15 quantized Qwen2.5-1.5B-Instruct
Qwen2.5-1.5B-Instruct-GPTQ-Int4 2024-09 15 quantized Qwen2.5-1.5B-Instruct
Qwen2.5-3B-Instruct-GGUF 2024-09 15 quantized Qwen2.5-3B-Instruct
Qwen2.5-3B-Instruct-AWQ 2024-09 10 quantized Qwen2.5-3B-Instruct
Qwen2.5-7B-Instruct-GGUF 2024-09 25 quantized Qwen2.5-7B-Instruct
Qwen2.5-7B-Instruct-AWQ 2024-09 90 quantized Qwen2.5-7B-Instruct
Qwen2.5-7B-Instruct-GPTQ-Int4 2024-09 60 quantized Qwen2.5-7B-Instruct
Qwen2.5-7B-Instruct-GPTQ-Int8 2024-09 15 quantized Qwen2.5-7B-Instruct
Qwen2.5-14B-Instruct-GGUF 2024-09 10 quantized Qwen2.5-14B-Instruct
Qwen2.5-14B-Instruct-AWQ 2024-09 40 quantized Qwen2.5-14B-Instruct
Qwen2.5-14B-Instruct-GPTQ-Int4 2024-09 20 quantized Qwen2.5-14B-Instruct
Qwen2.5-32B-Instruct-GGUF 2024-09 5 quantized Qwen2.5-32B-Instruct
Qwen2.5-32B-Instruct-AWQ 2024-09 30 quantized Qwen2.5-32B-Instruct
Qwen2.5-72B-Instruct-AWQ 2024-09 30 quantized Qwen2.5-72B-Instruct
Qwen2.5-72B-Instruct-GPTQ-Int4 2024-09 15 quantized Qwen2.5-72B-Instruct
Qwen2.5-7B-Instruct-1M 2025-01 220 finetune Qwen2.5-7B
Qwen2.5-14B-Instruct-1M 2025-01 160 finetune Qwen2.5-14B
Qwen2.5-Coder-0.5B 2024-11 900 finetune Qwen2.5-0.5B
Qwen2.5-Coder-0.5B-Instruct 2024-11 3200 finetune Qwen2.5-Coder-0.5B
Qwen2.5-Coder-1.5B 2024-09 500 finetune Qwen2.5-1.5B
Qwen2.5-Coder-1.5B-Instruct 2024-09 1600 finetune Qwen2.5-Coder-1.5B
Qwen2.5-Coder-3B 2024-11 250 finetune Qwen2.5-3B
Qwen2.5-Coder-3B-Instruct 2024-11 900 finetune Qwen2.5-Coder-3B
Qwen2.5-Coder-7B 2024-09 800 finetune Qwen2.5-7B
Qwen2.5-Coder-7B-Instruct 2024-09 3400 finetune Qwen2.5-Coder-7B
Qwen2.5-Coder-14B 2024-11 250 finetune Qwen2.5-14B
Qwen2.5-Coder-14B-Instruct 2024-11 1200 finetune Qwen2.5-Coder-14B
Qwen2.5-Coder-32B 2024-11 200 finetune Qwen2.5-32B
Qwen2.5-Coder-32B-Instruct 2024-11 1300 finetune Qwen2.5-Coder-32B
Qwen2.5-Coder-1.5B-Instruct-GGUF 2024-09 6 quantized Qwen2.5-Coder-1.5B-Instruct
Qwen2.5-Coder-7B-Instruct-GGUF 2024-09 15 quantized Qwen2.5-Coder-7B-Instruct
Qwen2.5-Coder-7B-Instruct-AWQ 2024-09 15 quantized Qwen2.5-Coder-7B-Instruct
Qwen2.5-Coder-14B-Instruct-AWQ 2024-11 10 quantized Qwen2.5-Coder-14B-Instruct
Qwen2.5-Coder-32B-Instruct-GGUF 2024-11 10 quantized Qwen2.5-Coder-32B-Instruct
Qwen2.5-Coder-32B-Instruct-AWQ 2024-11 25 quantized Qwen2.5-Coder-32B-Instruct
Qwen2.5-Math-1.5B 2024-09 2800 finetune Qwen2.5-1.5B
Qwen2.5-Math-1.5B-Instruct 2024-09 600 finetune Qwen2.5-Math-1.5B
Qwen2.5-Math-7B 2024-09 2600 finetune Qwen2.5-7B
Qwen2.5-Math-7B-Instruct 2024-09 700 finetune Qwen2.5-Math-7B
Qwen2.5-Math-72B-Instruct 2024-09 20 finetune Qwen2.5-Math-72B
Qwen2.5-Math-72B 2024-09 20 finetune Qwen2.5-72B
Qwen2.5-Math-RM-72B 2024-09 3 finetune Qwen2.5-Math-72B-Instruct
Qwen2.5-Math-PRM-7B 2025-01 15 finetune Qwen2.5-Math-7B-Instruct
QwQ-32B-Preview 2024-11 300 finetune Qwen2.5-32B-Instruct
QwQ-32B 2025-03 1100 finetune Qwen2.5-32B
QwQ-32B-AWQ 2025-03 30 quantized QwQ-32B
QwQ-32B-GGUF 2025-03 5 quantized QwQ-32B
WorldPM-72B 2025-05 3 finetune Qwen2.5-72B
# Qwen llm qwen2_moe apache-2.0
Qwen1.5-MoE-A2.7B 2024-02 90
Qwen1.5-MoE-A2.7B-Chat 2024-03 60
Qwen2-57B-A14B 2024-05 10
Qwen2-57B-A14B-Instruct 2024-06 20 finetune Qwen2-57B-A14B
# Qwen vision qwen2_vl apache-2.0
Qwen2-VL-2B 2024-08 80
Qwen2-VL-2B-Instruct 2024-08 2200 finetune Qwen2-VL-2B
Qwen2-VL-7B 2024-08 120
Qwen2-VL-7B-Instruct 2024-08 2600 finetune Qwen2-VL-7B
Qwen2-VL-72B 2024-12 10
Qwen2-VL-72B-Instruct 2024-09 40 finetune Qwen2-VL-72B
Qwen2-VL-7B-Instruct-AWQ 2024-08 15 quantized Qwen2-VL-7B-Instruct
QVQ-72B-Preview 2024-12 25 finetune Qwen2-VL-72B
# Qwen vision qwen2_5_vl apache-2.0
Qwen2.5-VL-3B-Instruct 2025-01 3600
Qwen2.5-VL-7B-Instruct 2025-01 5400
Qwen2.5-VL-32B-Instruct 2025-03 350
Qwen2.5-VL-72B-Instruct 2025-01 220
Qwen2.5-VL-3B-Instruct-AWQ 2025-02 10 quantized Qwen2.5-VL-3B-Instruct
Qwen2.5-VL-7B-Instruct-AWQ 2025-02 20 quantized Qwen2.5-VL-7B-Instruct
Qwen2.5-VL-72B-Instruct-AWQ 2025-02 10 quantized Qwen2.5-VL-72B-Instruct
# Qwen audio qwen2_audio apache-2.0
Qwen-Audio 2023-11 10
Qwen-Audio-Chat 2023-11 15
Qwen2-Audio-7B 2024-08 60
Qwen2-Audio-7B-Instruct 2024-07 150
Qwen2.5-Omni-3B 2025-04 90
Qwen2.5-Omni-7B 2025-03 280
Qwen3-Omni-30B-A3B-Instruct 2025-09 220
Qwen3-Omni-30B-A3B-Thinking 2025-09 30
Qwen3-TTS-12Hz-0.6B-Base 2026-01 120
Qwen3-TTS-12Hz-1.7B-Base 2026-01 260
Qwen3-ASR-0.6B 2026-01 90
Qwen3-ASR-1.7B 2026-01 150
# Qwen llm qwen3 apache-2.0
Qwen3-0.6B-Base 2025-04 2400
Qwen3-0.6B 2025-04 7900 finetune Qwen3-0.6B-Base
Qwen3-1.7B-Base 2025-04 2300
Qwen3-1.7B 2025-04 6600 finetune Qwen3-1.7B-Base
Qwen3-4B-Base 2025-04 3100
Qwen3-4B 2025-04 6900 finetune Qwen3-4B-Base
Qwen3-8B-Base 2025-04 3500
Qwen3-8B 2025-04 8000 finetune Qwen3-8B-Base
Qwen3-14B-Base 2025-04 1100
Qwen3-14B 2025-04 4400 finetune Qwen3-14B-Base
Qwen3-32B 2025-04 3200
Qwen3-0.6B-GGUF 2025-05 10 quantized Qwen3-0.6B
Qwen3-0.6B-GPTQ-Int8 2025-05 10 quantized Qwen3-0.6B
Qwen3-0.6B-FP8 2025-04 10 quantized Qwen3-0.6B
Qwen3-1.7B-GGUF 2025-05 8 quantized Qwen3-1.7B
Qwen3-1.7B-FP8 2025-04 8 quantized Qwen3-1.7B
Qwen3-4B-AWQ 2025-05 15 quantized Qwen3-4B
Qwen3-4B-GGUF 2025-05 10 quantized Qwen3-4B
Qwen3-4B-FP8 2025-04 10 quantized Qwen3-4B
Qwen3-8B-AWQ 2025-05 30 quantized Qwen3-8B
Qwen3-8B-GGUF 2025-05 12 quantized Qwen3-8B
Qwen3-8B-FP8 2025-04 15 quantized Qwen3-8B
Qwen3-14B-AWQ 2025-05 25 quantized Qwen3-14B
Qwen3-14B-GGUF 2025-05 8 quantized Qwen3-14B
Qwen3-14B-FP8 2025-04 10 quantized Qwen3-14B
Qwen3-32B-AWQ 2025-05 20 quantized Qwen3-32B
Qwen3-32B-GGUF 2025-05 6 quantized Qwen3-32B
Qwen3-32B-FP8 2025-04 12 quantized Qwen3-32B
Qwen3-4B-Instruct-2507 2025-08 8280
Qwen3-4B-Thinking-2507 2025-08 3300
Qwen3-4B-Instruct-2507-FP8 2025-08 15 quantized Qwen3-4B-Instruct-2507
Qwen3-4B-Thinking-2507-FP8 2025-08 8 quantized Qwen3-4B-Thinking-2507
Qwen3Guard-Gen-0.6B 2025-09 60 finetune Qwen3-0.6B
Qwen3Guard-Gen-4B 2025-09 30 finetune Qwen3-4B
# Qwen encoder qwen3 apache-2.0
Qwen3-Embedding-0.6B 2025-06 2100 finetune Qwen3-0.6B-Base
Qwen3-Embedding-4B 2025-06 350 finetune Qwen3-4B-Base
Qwen3-Embedding-8B 2025-06 300 finetune Qwen3-8B-Base
Qwen3-Embedding-0.6B-GGUF 2025-06 5 quantized Qwen3-Embedding-0.6B
Qwen3-Reranker-0.6B 2025-05 500 finetune Qwen3-0.6B-Base
Qwen3-Reranker-4B 2025-06 150 finetune Qwen3-4B-Base
Qwen3-Reranker-8B 2025-05 100 finetune Qwen3-8B-Base
# Qwen llm qwen3_moe apache-2.0
Qwen3-30B-A3B-Base 2025-04 250
Qwen3-30B-A3B 2025-04 1200 finetune Qwen3-30B-A3B-Base
Qwen3-30B-A3B-Instruct-2507 2025-07 1300
Qwen3-30B-A3B-Thinking-2507 2025-07 500
Qwen3-30B-A3B-FP8 2025-04 8 quantized Qwen3-30B-A3B
Qwen3-30B-A3B-Instruct-2507-FP8 2025-07 15 quantized Qwen3-30B-A3B-Instruct-2507
Qwen3-235B-A22B 2025-04 150
Qwen3-235B-A22B-FP8 2025-04 6 quantized Qwen3-235B-A22B
Qwen3-235B-A22B-Instruct-2507 2025-07 160
Qwen3-235B-A22B-Instruct-2507-FP8 2025-07 5 quantized Qwen3-235B-A22B-Instruct-2507
Qwen3-235B-A22B-Thinking-2507 2025-07 70
Qwen3-Coder-30B-A3B-Instruct 2025-07 1200
Qwen3-Coder-30B-A3B-Instruct-FP8 2025-07 8 quantized Qwen3-Coder-30B-A3B-Instruct
Qwen3-Coder-480B-A35B-Instruct 2025-07 90
# Qwen llm qwen3_next apache-2.0
Qwen3-Next-80B-A3B-Instruct 2025-09 190
Qwen3-Next-80B-A3B-Thinking 2025-09 90
Qwen3-Coder-Next 2026-01 300
# Qwen vision qwen3_vl apache-2.0
Qwen3-VL-2B-Instruct 2025-10 1100
Qwen3-VL-2B-Thinking 2025-10 80
Qwen3-VL-4B-Instruct 2025-10 1500
Qwen3-VL-4B-Thinking 2025-10 120
Qwen3-VL-8B-Instruct 2025-10 3300
Qwen3-VL-8B-Thinking 2025-10 250
Qwen3-VL-32B-Instruct 2025-10 250
Qwen3-VL-32B-Thinking 2025-10 60
Qwen3-VL-30B-A3B-Instruct 2025-09 300
Qwen3-VL-30B-A3B-Thinking 2025-09 70
Qwen3-VL-235B-A22B-Instruct 2025-09 60
Qwen3-VL-235B-A22B-Thinking 2025-09 30
Qwen3-VL-235B-A22B-Thinking-FP8 2025-10 2 quantized Qwen3-VL-235B-A22B-Thinking
# Qwen image qwen-image apache-2.0
Qwen-Image 2025-08 2600
Qwen-Image-Edit 2025-08 500
Qwen-Image-Edit-2509 2025-09 900
Qwen-Image-Edit-2511 2025-12 900
Qwen-Image-2512 2025-12 400
# Qwen vision qwen3_5 apache-2.0
Qwen3.5-0.8B-Base 2026-02 600
Qwen3.5-0.8B 2026-02 2400 finetune Qwen3.5-0.8B-Base
Qwen3.5-2B-Base 2026-02 500
Qwen3.5-2B 2026-02 2200 finetune Qwen3.5-2B-Base
Qwen3.5-4B-Base 2026-02 1100
Qwen3.5-4B 2026-02 4100 finetune Qwen3.5-4B-Base
Qwen3.5-9B-Base 2026-02 1900
Qwen3.5-9B 2026-02 4900 finetune Qwen3.5-9B-Base
Qwen3.5-27B 2026-02 2100
Qwen3.6-27B 2026-04 2900
Qwen3.6-27B-FP8 2026-04 20 quantized Qwen3.6-27B
Qwen3.8-27B 2026-08 5900
Qwen3.8-27B-FP8 2026-08 60 quantized Qwen3.8-27B
# Qwen vision qwen3_5_moe apache-2.0
Qwen3.5-35B-A3B-Base 2026-02 120
Qwen3.5-35B-A3B 2026-02 1100 finetune Qwen3.5-35B-A3B-Base
Qwen3.5-122B-A10B 2026-02 180
Qwen3.5-397B-A17B 2026-02 140
Qwen3.6-35B-A3B 2026-04 1500
Qwen3.6-35B-A3B-FP8 2026-04 20 quantized Qwen3.6-35B-A3B
"""

OTHERS = """
# black-forest-labs image flux other
FLUX.1-dev 2024-07 43388
FLUX.1-schnell 2024-07 1900
FLUX.1-Fill-dev 2024-11 120 finetune FLUX.1-dev
FLUX.1-Kontext-dev 2025-05 700
FLUX.1-Krea-dev 2025-07 500 finetune FLUX.1-dev
FLUX.2-dev 2025-11 600
# stabilityai image stable-diffusion openrail++
stable-diffusion-xl-base-1.0 2023-07 10956
stable-diffusion-2-1-base 2022-12 200
sdxl-turbo 2023-11 120
stable-diffusion-3-medium 2024-06 350
stable-diffusion-3.5-large 2024-10 600
stable-diffusion-3.5-medium 2024-10 250
# stable-diffusion-v1-5 image stable-diffusion creativeml-openrail-m
stable-diffusion-v1-5 2024-08 2400
# CompVis image stable-diffusion creativeml-openrail-m
stable-diffusion-v1-4 2022-08 900
# Tongyi-MAI image z-image apache-2.0
Z-Image-Turbo 2025-11 2100
Z-Image 2026-01 400
# Wan-AI image wan apache-2.0
Wan2.1-T2V-14B 2025-02 600
Wan2.1-I2V-14B-480P 2025-02 350
Wan2.2-T2V-A14B 2025-07 500
Wan2.2-I2V-A14B 2025-07 450
# Lightricks image ltx other
LTX-Video 2024-10 250
# google llm gemma gemma
gemma-2b 2024-02 24035
gemma-2b-it 2024-02 2300
gemma-7b 2024-02 9586
gemma-7b-it 2024-02 800
# google llm gemma2 gemma
gemma-2-2b 2024-07 2900
gemma-2-2b-it 2024-07 3700 finetune gemma-2-2b
gemma-2-9b 2024-06 1200
gemma-2-9b-it 2024-06 2900 finetune gemma-2-9b
gemma-2-27b-it 2024-06 600 finetune gemma-2-27b
gemma-2-27b 2024-06 200
# google llm gemma3_text gemma
gemma-3-1b-pt 2025-02 900
gemma-3-1b-it 2025-03 3600 finetune gemma-3-1b-pt
gemma-3-270m 2025-08 700
gemma-3-270m-it 2025-07 2600 finetune gemma-3-270m
# google vision gemma3 gemma
gemma-3-4b-pt 2025-02 900
gemma-3-4b-it 2025-02 4900 finetune gemma-3-4b-pt
gemma-3-12b-pt 2025-03 350
gemma-3-12b-it 2025-03 2400 finetune gemma-3-12b-pt
gemma-3-27b-pt 2025-03 200
gemma-3-27b-it 2025-03 2100 finetune gemma-3-27b-pt
paligemma-3b-pt-224 2024-05 800
paligemma2-3b-pt-448 2024-11 200
medgemma-4b-it 2025-05 800
# google vision gemma4 apache-2.0
gemma-4-E2B-it 2026-03 900
gemma-4-E4B-it 2026-03 1100
gemma-4-31B-it 2026-03 900
# google encoder gemma3_text gemma
embeddinggemma-300m 2025-07 800
# google encoder t5 apache-2.0
flan-t5-small 2022-10 900
flan-t5-base 2022-10 1800
flan-t5-large 2022-10 700
mt5-small 2022-03 1600
# google encoder vit apache-2.0
vit-base-patch16-224-in21k 2022-03 5200
vit-base-patch16-224 2022-03 2600
# google-bert encoder bert apache-2.0
bert-base-uncased 2022-03 8000
bert-base-cased 2022-03 4700
bert-base-multilingual-cased 2022-03 2300
bert-large-uncased 2022-03 900
# distilbert encoder distilbert apache-2.0
distilbert-base-uncased 2022-03 12960
distilbert-base-cased 2022-03 900
distilroberta-base 2022-03 700
distilgpt2 2022-03 1300
# FacebookAI encoder roberta mit
roberta-base 2022-03 5200
roberta-large 2022-03 1500
xlm-roberta-base 2022-03 4600
xlm-roberta-large 2022-03 1300
# google-t5 encoder t5 apache-2.0
t5-small 2022-03 4600
t5-base 2022-03 1500
# openai-community encoder gpt2 mit
gpt2 2022-03 4300
gpt2-medium 2022-03 500
gpt2-xl 2022-03 150
# microsoft encoder deberta-v2 mit
deberta-v3-base 2022-03 1800
deberta-v3-small 2022-03 600
deberta-v3-large 2022-03 700
# answerdotai encoder modernbert apache-2.0
ModernBERT-base 2024-11 1500
ModernBERT-large 2024-11 500
# sentence-transformers encoder bert apache-2.0
all-MiniLM-L6-v2 2022-03 1300
all-mpnet-base-v2 2022-03 500
# BAAI encoder bert mit
bge-base-en-v1.5 2023-09 900
bge-small-en-v1.5 2023-09 500
bge-m3 2024-01 900
# openai audio whisper apache-2.0
whisper-tiny 2022-09 2300
whisper-base 2022-09 1400
whisper-small 2022-09 6100
whisper-medium 2022-09 1900
whisper-large-v2 2022-12 900
whisper-large-v3 2023-11 1500
whisper-large-v3-turbo 2024-10 1300 finetune whisper-large-v3
# facebook audio wav2vec2 apache-2.0
wav2vec2-base 2022-03 1700
wav2vec2-large-xlsr-53 2022-03 1100
wav2vec2-xls-r-300m 2022-03 2200
w2v-bert-2.0 2023-12 600
# openai llm gpt_oss apache-2.0
gpt-oss-20b 2025-08 2800
gpt-oss-120b 2025-08 500
# meta-llama llm llama llama2
Llama-2-7b-hf 2023-07 5600
Llama-2-7b-chat-hf 2023-07 3100
Llama-2-13b-hf 2023-07 900
Llama-2-13b-chat-hf 2023-07 500
Llama-2-70b-hf 2023-07 200
# meta-llama llm llama llama3
Meta-Llama-3-8B 2024-04 3500
Meta-Llama-3-8B-Instruct 2024-04 5300
Meta-Llama-3-70B-Instruct 2024-04 600 finetune Meta-Llama-3-70B
Meta-Llama-3-70B 2024-04 150
# meta-llama llm llama llama3.1
Llama-3.1-8B 2024-07 4900
Llama-3.1-8B-Instruct 2024-07 7600 finetune Llama-3.1-8B
Llama-3.1-70B 2024-07 300
Llama-3.1-70B-Instruct 2024-07 900 finetune Llama-3.1-70B
Llama-3.1-405B-Instruct 2024-07 90 finetune Llama-3.1-405B
Llama-3.1-405B 2024-07 20
# meta-llama llm llama llama3.2
Llama-3.2-1B 2024-09 5000
Llama-3.2-1B-Instruct 2024-09 6700
Llama-3.2-3B 2024-09 2900
Llama-3.2-3B-Instruct 2024-09 5900
# meta-llama vision mllama llama3.2
Llama-3.2-11B-Vision-Instruct 2024-09 700
# meta-llama llm llama llama3.3
Llama-3.3-70B-Instruct 2024-11 1300 finetune Llama-3.1-70B
# meta-llama vision llama4 other
Llama-4-Scout-17B-16E-Instruct 2025-04 100
# mistralai llm mistral apache-2.0
Mistral-7B-v0.1 2023-09 7400
Mistral-7B-Instruct-v0.1 2023-09 1800 finetune Mistral-7B-v0.1
Mistral-7B-v0.3 2024-05 1300
Mistral-7B-Instruct-v0.2 2023-12 4900
Mistral-7B-Instruct-v0.3 2024-05 3500 finetune Mistral-7B-v0.3
Mistral-Nemo-Base-2407 2024-07 500
Mistral-Nemo-Instruct-2407 2024-07 1500 finetune Mistral-Nemo-Base-2407
Mistral-Small-24B-Base-2501 2025-01 200
Mistral-Small-24B-Instruct-2501 2025-01 700 finetune Mistral-Small-24B-Base-2501
Mistral-Small-3.1-24B-Instruct-2503 2025-03 350
Ministral-8B-Instruct-2410 2024-10 400
# mistralai llm mixtral apache-2.0
Mixtral-8x7B-v0.1 2023-12 600
Mixtral-8x7B-Instruct-v0.1 2023-12 800 finetune Mixtral-8x7B-v0.1
# deepseek-ai llm qwen2 mit
DeepSeek-R1-Distill-Qwen-1.5B 2025-01 5300
DeepSeek-R1-Distill-Qwen-7B 2025-01 2100
DeepSeek-R1-Distill-Qwen-14B 2025-01 1100
DeepSeek-R1-Distill-Qwen-32B 2025-01 900
# deepseek-ai llm llama mit
DeepSeek-R1-Distill-Llama-8B 2025-01 3300
DeepSeek-R1-Distill-Llama-70B 2025-01 500
deepseek-llm-7b-base 2023-11 250
deepseek-coder-6.7b-base 2023-10 400
deepseek-coder-6.7b-instruct 2023-10 500
deepseek-coder-1.3b-base 2023-10 400
# deepseek-ai llm deepseek_v3 mit
DeepSeek-V3 2024-12 150
DeepSeek-R1 2025-01 300
DeepSeek-V3.1 2025-08 60
# microsoft llm phi mit
phi-1_5 2023-09 900
phi-2 2023-12 2900
# microsoft llm phi3 mit
Phi-3-mini-4k-instruct 2024-04 2900
Phi-3-mini-128k-instruct 2024-04 900
Phi-3.5-mini-instruct 2024-08 1300
phi-4 2024-12 1300
Phi-4-mini-instruct 2025-02 700
# TinyLlama llm llama apache-2.0
TinyLlama-1.1B-Chat-v1.0 2023-12 4200
TinyLlama-1.1B-intermediate-step-1431k-3T 2023-12 300
# HuggingFaceTB llm llama apache-2.0
SmolLM-135M 2024-07 800
SmolLM2-135M 2024-10 2100
SmolLM2-135M-Instruct 2024-10 1700 finetune SmolLM2-135M
SmolLM2-360M 2024-10 700
SmolLM2-360M-Instruct 2024-10 900 finetune SmolLM2-360M
SmolLM2-1.7B 2024-10 500
SmolLM2-1.7B-Instruct 2024-10 900 finetune SmolLM2-1.7B
SmolLM3-3B 2025-07 700
# unsloth llm llama llama3.1
Meta-Llama-3.1-8B-bnb-4bit 2024-07 3300
Llama-3.2-3B-Instruct-bnb-4bit 2024-09 2500
llama-3-8b-bnb-4bit 2024-04 5100
# unsloth llm qwen2 apache-2.0
Qwen2.5-7B-Instruct-bnb-4bit 2024-09 3900 quantized Qwen/Qwen2.5-7B-Instruct
Qwen2.5-7B 2024-09 300 finetune Qwen/Qwen2.5-7B
Qwen2.5-3B-Instruct 2024-09 700 finetune Qwen/Qwen2.5-3B-Instruct
# unsloth llm qwen3 apache-2.0
Qwen3-4B-Instruct-2507 2025-08 1400 finetune Qwen/Qwen3-4B-Instruct-2507
Qwen3-8B-unsloth-bnb-4bit 2025-04 1500 quantized Qwen/Qwen3-8B
Qwen3-14B-unsloth-bnb-4bit 2025-04 1500 quantized Qwen/Qwen3-14B
Qwen3-8B-GGUF 2025-04 15 quantized Qwen/Qwen3-8B
# Gensyn llm qwen2 apache-2.0
Qwen2.5-0.5B-Instruct 2025-03 6100 finetune Qwen/Qwen2.5-0.5B-Instruct
Qwen2.5-1.5B-Instruct 2025-03 500 finetune Qwen/Qwen2.5-1.5B-Instruct
# NousResearch llm llama llama2
Llama-2-7b-hf 2023-07 2900
Llama-2-7b-chat-hf 2023-07 2100
Hermes-3-Llama-3.1-8B 2024-07 300 finetune meta-llama/Llama-3.1-8B
# HuggingFaceH4 llm mistral mit
zephyr-7b-beta 2023-10 1100 finetune mistralai/Mistral-7B-v0.1
zephyr-7b-alpha 2023-10 300 finetune mistralai/Mistral-7B-v0.1
# dphn llm llama llama3
dolphin-2.9-llama3-8b 2024-04 300 finetune meta-llama/Meta-Llama-3-8B
# zai-org llm chatglm mit
chatglm3-6b 2023-10 250
glm-4-9b-chat 2024-06 250
GLM-4.5-Air 2025-07 120
GLM-4.6 2025-09 90
# 01-ai llm llama apache-2.0
Yi-6B 2023-11 350
Yi-34B 2023-11 250
Yi-1.5-9B-Chat 2024-05 250 finetune Yi-1.5-9B
Yi-1.5-9B 2024-05 200
# tiiuae llm falcon apache-2.0
falcon-7b 2023-04 1300
falcon-7b-instruct 2023-04 900
# EleutherAI llm gpt_neox apache-2.0
pythia-70m 2023-02 700
pythia-160m 2023-02 800
pythia-410m 2023-02 500
pythia-1b 2023-03 400
gpt-neo-125m 2022-03 400
gpt-j-6b 2022-03 250
# bigscience llm bloom bigscience-bloom-rail-1.0
bloom-560m 2022-05 1200
bloomz-560m 2022-10 500
bloom-7b1 2022-05 500
# allenai llm olmo2 apache-2.0
OLMo-2-1124-7B 2024-10 300
OLMo-2-0425-1B 2025-04 300
Olmo-3-7B-Think 2025-11 250
# ibm-granite llm granite apache-2.0
granite-3.1-8b-instruct 2024-12 150
granite-4.0-h-tiny 2025-09 90
# LiquidAI llm lfm2 other
LFM2-1.2B 2025-07 400
LFM2-350M 2025-07 350
# moonshotai llm kimi_k2 other
Kimi-K2-Instruct 2025-07 60
# MiniMaxAI llm minimax mit
MiniMax-M2 2025-10 120
# nvidia llm nemotron other
Llama-3.1-Nemotron-70B-Instruct-HF 2024-10 150 finetune meta-llama/Llama-3.1-70B-Instruct
# lerobot robotics smolvla apache-2.0
smolvla_base 2025-05 6900
pi05_base 2025-09 900
"""

RENAMED = {
    "meta-llama/Meta-Llama-3.1-8B": "meta-llama/Llama-3.1-8B",
    "meta-llama/Meta-Llama-3.1-8B-Instruct": "meta-llama/Llama-3.1-8B-Instruct",
    "meta-llama/Meta-Llama-3.1-70B": "meta-llama/Llama-3.1-70B",
    "meta-llama/Meta-Llama-3.1-70B-Instruct": "meta-llama/Llama-3.1-70B-Instruct",
    "meta-llama/Meta-Llama-3.1-405B-Instruct": "meta-llama/Llama-3.1-405B-Instruct",
    "THUDM/chatglm3-6b": "zai-org/chatglm3-6b",
    "THUDM/glm-4-9b-chat": "zai-org/glm-4-9b-chat",
    "cognitivecomputations/dolphin-2.9-llama3-8b": "dphn/dolphin-2.9-llama3-8b",
    "bert-base-uncased": "google-bert/bert-base-uncased",
    "bert-base-cased": "google-bert/bert-base-cased",
    "bert-base-multilingual-cased": "google-bert/bert-base-multilingual-cased",
    "distilbert-base-uncased": "distilbert/distilbert-base-uncased",
    "distilgpt2": "distilbert/distilgpt2",
    "distilroberta-base": "distilbert/distilroberta-base",
    "roberta-base": "FacebookAI/roberta-base",
    "roberta-large": "FacebookAI/roberta-large",
    "xlm-roberta-base": "FacebookAI/xlm-roberta-base",
    "xlm-roberta-large": "FacebookAI/xlm-roberta-large",
    "t5-small": "google-t5/t5-small",
    "t5-base": "google-t5/t5-base",
    "gpt2": "openai-community/gpt2",
    "gpt2-medium": "openai-community/gpt2-medium",
    "gpt2-xl": "openai-community/gpt2-xl",
}
"""Old ids the Hub answers with a redirect, and the id each is known by now."""

REMOVED = {"runwayml/stable-diffusion-v1-5": 3370}
"""Well-known repositories that are gone, with the children that still name them."""

WHOLE_HUB_DERIVATIONS = 903_939
"""Derivations on the whole Hub: what the numbers of children above are a part of."""


@dataclass(frozen=True, slots=True)
class Base:
    """A well-known repository; `month` is `YYYY-MM`, `parameters` is None where the name does not tell."""

    id: str
    month: str
    children: int
    kind: str
    architecture: str
    license: str
    parent: str | None = None
    relation: str | None = None

    @property
    def owner(self) -> str:
        return self.id.split("/")[0]

    @property
    def parameters(self) -> int | None:
        return parameters_in(self.id)


@cache
def bases() -> tuple[Base, ...]:
    """All well-known repositories, Qwen's first; ids are unique and every parent is one of them."""
    return (*_table(QWEN), *_table(OTHERS))


def parameters_in(name: str) -> int | None:
    """The number of parameters a name gives away: 7_000_000_000 for `Qwen2.5-7B`, None where there is no size."""
    found = re.search(r"(?:^|[-_/])(?:(\d+)x)?(\d+(?:[._]\d+)?)([bBmM])(?![a-zA-Z])", name)
    if found is None:
        return None
    many, size, unit = found.groups()
    return int(int(many or 1) * float(size.replace("_", ".")) * (1e9 if unit in "bB" else 1e6))


def _table(text: str) -> list[Base]:
    rows: list[Base] = []
    for line in filter(None, text.splitlines()):
        if line.startswith("#"):
            owner, kind, architecture, license = line[2:].split()
            continue
        name, month, children, *descent = line.split()
        relation, parent = descent if descent else (None, None)
        if parent is not None and "/" not in parent:
            parent = f"{owner}/{parent}"
        rows.append(Base(f"{owner}/{name}", month, int(children), kind, architecture, license, parent, relation))
    return rows
