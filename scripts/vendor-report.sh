#!/bin/sh
# Make the libraries in src/report/vendor anew from npm: for whoever moves to newer ones; a build does not need it.
# usage: scripts/vendor-report.sh
set -eu
plotly=3.7.0 three=0.187.0 esbuild=0.28.2
vendor=$(cd "$(dirname "$0")/../src/report/vendor" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund --ignore-scripts "plotly.js-basic-dist-min@$plotly" "three@$three" "esbuild@$esbuild"
cat >entry.js <<'JS'
export {AmbientLight, BoxGeometry, BufferAttribute, BufferGeometry, Color, DirectionalLight, EdgesGeometry, HemisphereLight, LineBasicMaterial, LineSegments, Mesh, MeshLambertMaterial, PerspectiveCamera, Scene, Vector3, WebGLRenderer} from "three";
export {OrbitControls} from "three/examples/jsm/controls/OrbitControls.js";
JS
node_modules/@esbuild/linux-x64/bin/esbuild entry.js --bundle --minify --format=iife --global-name=THREE --target=es2020 \
    --legal-comments=none --charset=ascii --outfile="$vendor/three-orbit.min.js"
cp node_modules/plotly.js-basic-dist-min/plotly-basic.min.js "$vendor/"
{
    echo "This page holds two libraries under the MIT licence."
    printf '\n== Plotly (plotly.js, basic bundle %s), https://plotly.com/javascript\n\n' "$plotly"
    cat node_modules/plotly.js-basic-dist-min/LICENSE
    printf '\n== three.js %s, https://threejs.org\n\n' "$three"
    cat node_modules/three/LICENSE
} >"$vendor/LICENCES.txt"
