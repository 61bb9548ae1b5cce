"""Tables of facts about Python libraries that no file states. Other files of the introspector name no library."""

from __future__ import annotations

import sys

#: Classes that typeshed defines in `typing` although their module is `collections.abc`, with their names there.
ABC_MODULE_PREFIX = "collections.abc:"
ABC_NAMES = {
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

#: Classes that the keyword rule does not count as mappings. numpy discourages the dictionary form of a dtype; if it
#: counted, no function with a `dtype` parameter could take keyword arguments.
DISCOURAGED_MAPPINGS = frozenset({"numpy._typing._dtype_like:_DTypeDict", "numpy._typing._dtype_like:_DTypeDictBase"})

#: Public names that typeshed has and Python does not; typeshed keeps them for old annotations.
STUB_ONLY_NAMES = frozenset({"builtins:ellipsis", "types:ellipsis"})

#: By package, the modules that set the docstrings of compiled modules by literal calls.
DOCSTRING_MODULES = {
    "numpy": ("numpy._core._add_newdocs", "numpy._core._add_newdocs_scalars"),
    "torch": ("torch._torch_docs", "torch._tensor_docs"),
}

#: These calls: the index of the argument that names the definition, the index of the text, and the prefix of the name
#: if the call does not give the class.
DOCSTRING_CALLS: dict[str, tuple[int, int, str]] = {
    "add_newdoc": (1, 2, ""),
    "add_docstr": (1, 2, ""),
    "add_newdoc_for_scalar_type": (0, 2, ""),
    "_array_method_doc": (0, 2, "ndarray."),
}

#: Private classes of stubs whose members are documented under another class.
DOCSTRING_OWNERS = {"numpy:_ArrayOrScalarCommon": "ndarray"}

#: Import names whose distribution has another name.
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

#: Well-known distributions with the name of their module. A misspelling of one is recognised.
POPULAR_DISTRIBUTIONS = (
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

_LONG_IS_64_BIT = sys.maxsize > 2**32 and sys.platform != "win32"
_POINTER_BITS = "64" if sys.maxsize > 2**32 else "32"

#: Decorators that set the `__module__` of a class to their argument, by name.
MODULE_DECORATORS = frozenset({"set_module"})

#: numpy's names for C types, with the class that each is at run time on this platform.
RUNTIME_HOMES = {
    f"numpy:{sign}{name}": f"numpy.{sign}int{bits}"
    for sign in ("", "u")
    for name, bits in (
        ("byte", "8"),
        ("short", "16"),
        ("intc", "32"),
        ("intp", _POINTER_BITS),
        *([("long", "64")] if _LONG_IS_64_BIT else [("longlong", "64")]),
    )
} | {
    "numpy:half": "numpy.float16",
    "numpy:single": "numpy.float32",
    "numpy:double": "numpy.float64",
    "numpy:csingle": "numpy.complex64",
    "numpy:cdouble": "numpy.complex128",
}
