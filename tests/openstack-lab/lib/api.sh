# Starts the WSGI services under uwsgi, as Debian's own packages run them. Sourced by up and token-life.
api() {  # NAME PORT [ENV...]
    local name=$1 port=$2; shift 2
    start "$name" "$@" uwsgi --plugins python3 --http-socket "$LAB_IP:$port" \
        --wsgi-file "$LAB_ETC/$name/wsgi.py" --master --processes "${WORKERS:-$LAB_API_WORKERS}" --threads "${THREADS:-4}" \
        --lazy-apps --need-app --enable-threads --thunder-lock --die-on-term --no-orphans \
        --buffer-size 65535 --add-header "Connection: close" --disable-logging \
        --procname-prefix "lab-$name " --pyargv "${PYARGV:-}"
}
# One process, because it caches in its own memory.
start_keystone() { WORKERS=1 api keystone $PORT_KEYSTONE OS_KEYSTONE_CONFIG_FILES="$LAB_ETC/keystone/keystone.conf"; }
