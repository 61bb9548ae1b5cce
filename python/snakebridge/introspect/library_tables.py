"""Small committed tables of facts about Python packages that no file states."""

from __future__ import annotations

import sys

#: Classes that typeshed defines in `typing` and that live in `collections.abc`.
ABC_HOME = "collections.abc:"
ABCS = {
    name: name
    for name in (
        "AsyncGenerator",
        "AsyncIterable",
        "AsyncIterator",
        "Awaitable",
        "Buffer",
        "ByteString",
        "Collection",
        "Container",
        "Coroutine",
        "Generator",
        "Hashable",
        "ItemsView",
        "Iterable",
        "Iterator",
        "KeysView",
        "Mapping",
        "MappingView",
        "MutableMapping",
        "MutableSequence",
        "MutableSet",
        "Reversible",
        "Sequence",
        "Sized",
        "ValuesView",
    )
} | {"AbstractSet": "Set"}

#: Classes that do not count when asked whether a parameter takes a mapping (keyword rule): numpy discourages the
#: dictionary form of a dtype, and counting it would cost every `dtype=` its keywords.
NARROWED = frozenset({"numpy._typing._dtype_like:_DTypeDict", "numpy._typing._dtype_like:_DTypeDictBase"})

#: Public names of typeshed that no Python has: kept there for programs that once used them in annotations.
STUB_ONLY = frozenset({"builtins:ellipsis", "types:ellipsis"})

#: Modules that give docstrings to compiled ones by literal calls, by package.
DOC_TABLES = {
    "numpy": ("numpy._core._add_newdocs", "numpy._core._add_newdocs_scalars"),
    "torch": ("torch._torch_docs", "torch._tensor_docs"),
}

#: The calls that do it there: which argument names what is documented, which is the text, and the class it is a
#: member of where the call does not say.
DOC_CALLS: dict[str, tuple[int, int, str]] = {
    "add_newdoc": (1, 2, ""),
    "add_docstr": (1, 2, ""),
    "add_newdoc_for_scalar_type": (0, 2, ""),
    "_array_method_doc": (0, 2, "ndarray."),
}

#: Private classes of stubs whose members are documented as those of another class.
DOC_OWNERS = {"numpy:_ArrayOrScalarCommon": "ndarray"}

#: Import names whose distribution is called otherwise.
RENAMED_DISTRIBUTIONS = {
    "attr": "attrs",
    "bs4": "beautifulsoup4",
    "cairo": "pycairo",
    "Crypto": "pycryptodome",
    "cv2": "opencv-python-headless",
    "dateutil": "python-dateutil",
    "docx": "python-docx",
    "dotenv": "python-dotenv",
    "faiss": "faiss-cpu",
    "fitz": "pymupdf",
    "git": "GitPython",
    "google.protobuf": "protobuf",
    "grpc": "grpcio",
    "igraph": "python-igraph",
    "jose": "python-jose",
    "jwt": "PyJWT",
    "kafka": "kafka-python",
    "Levenshtein": "python-Levenshtein",
    "llama_cpp": "llama-cpp-python",
    "magic": "python-magic",
    "multipart": "python-multipart",
    "MySQLdb": "mysqlclient",
    "nacl": "PyNaCl",
    "OpenSSL": "pyOpenSSL",
    "osgeo": "GDAL",
    "PIL": "pillow",
    "pkg_resources": "setuptools",
    "pptx": "python-pptx",
    "psycopg2": "psycopg2-binary",
    "pywt": "PyWavelets",
    "sentence_transformers": "sentence-transformers",
    "serial": "pyserial",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "slugify": "python-slugify",
    "snappy": "python-snappy",
    "socks": "PySocks",
    "telegram": "python-telegram-bot",
    "umap": "umap-learn",
    "usb": "pyusb",
    "win32api": "pywin32",
    "Xlib": "python-xlib",
    "yaml": "PyYAML",
    "zmq": "pyzmq",
}

#: Distributions of the same name as their module, known well enough to recognise a misspelling of them.
POPULAR = (
    "aiohttp",
    "altair",
    "anthropic",
    "arrow",
    "bokeh",
    "boto3",
    "catboost",
    "celery",
    "click",
    "cryptography",
    "dask",
    "datasets",
    "diffusers",
    "django",
    "dspy",
    "duckdb",
    "einops",
    "evaluate",
    "fastapi",
    "flask",
    "fsspec",
    "gensim",
    "geopandas",
    "gradio",
    "h5py",
    "httpx",
    "huggingface_hub",
    "hypothesis",
    "jax",
    "jinja2",
    "joblib",
    "keras",
    "langchain",
    "lightgbm",
    "lxml",
    "matplotlib",
    "mlflow",
    "msgpack",
    "networkx",
    "nltk",
    "numba",
    "numpy",
    "openai",
    "openpyxl",
    "optuna",
    "orjson",
    "pandas",
    "peft",
    "plotly",
    "polars",
    "psutil",
    "psycopg",
    "pyarrow",
    "pydantic",
    "pymongo",
    "pytest",
    "pytz",
    "ray",
    "redis",
    "regex",
    "requests",
    "rich",
    "safetensors",
    "scipy",
    "seaborn",
    "shapely",
    "spacy",
    "sqlalchemy",
    "statsmodels",
    "streamlit",
    "sympy",
    "tabulate",
    "tensorflow",
    "tiktoken",
    "tokenizers",
    "torch",
    "torchaudio",
    "torchvision",
    "tqdm",
    "transformers",
    "trl",
    "typer",
    "unsloth",
    "uvicorn",
    "wandb",
    "xarray",
    "xgboost",
)

_LONG_IS_64 = sys.maxsize > 2**32 and sys.platform != "win32"
_WORD = "64" if sys.maxsize > 2**32 else "32"

#: Names of numpy's C types and the class that each is when it runs on this platform.
RUN_TIME_HOMES = {
    f"numpy:{sign}{name}": f"numpy.{sign}int{bits}"
    for sign in ("", "u")
    for name, bits in (
        ("byte", "8"),
        ("short", "16"),
        ("intc", "32"),
        ("intp", _WORD),
        *([("long", "64")] if _LONG_IS_64 else [("longlong", "64")]),
    )
} | {
    "numpy:half": "numpy.float16",
    "numpy:single": "numpy.float32",
    "numpy:double": "numpy.float64",
    "numpy:csingle": "numpy.complex64",
    "numpy:cdouble": "numpy.complex128",
}
