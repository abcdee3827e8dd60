// The electrode in space: the faces of its voxels as one mesh a material, turned with mouse, fingers or keys.
"use strict";

async function inflate(base64) {
  const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const ROLE = {electrolyte: 0, host: 1, decoration: 2, metal: 3, isolated: 4, sei: 5};

// A specked material (a decoration that covers a share of the fibres) shows as ground or speck, voxel by voxel.
function specked(material, index) {
  if (!(material.share > 0)) return material.colour;
  return ((index * 2654435761) >>> 0) / 4294967296 < material.share ? material.colour : material.ground;
}

// sRGB to linear light, as the renderer wants its vertex colours.
const linear = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;

// Faces between a voxel that is shown and one that is not, in units of the voxel, the middle of the floor at 0.
function mesh(state, voxels, hidden, cut) {
  const [nx, ny, nz] = state.size, position = [], colour = [], index = [], light = [];
  const solid = (x, y, z) => {
    if (x < 0 || y < 0 || z < 0 || x >= nx || y >= ny || z >= nz || y < cut * ny) return false;
    const role = state.palette[voxels[(z * ny + y) * nx + x]].role;
    return role !== ROLE.electrolyte && !hidden.has(role);
  };
  const sides = [[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]];
  for (let z = 0; z < nz; z++) for (let y = Math.ceil(cut * ny); y < ny; y++) for (let x = 0; x < nx; x++) {
    if (!solid(x, y, z)) continue;
    const at = (z * ny + y) * nx + x, rgb = specked(state.palette[voxels[at]], at).map(linear);
    for (const [dx, dy, dz] of sides) {
      if (solid(x + dx, y + dy, z + dz)) continue;
      const first = position.length / 3, u = dx ? [0, 1, 0] : [1, 0, 0], v = dz ? [0, 1, 0] : [0, 0, 1];
      const corner = [x + Math.max(dx, 0), y + Math.max(dy, 0), z + Math.max(dz, 0)];
      for (const [a, b] of [[0, 0], [1, 0], [1, 1], [0, 1]]) {
        // Corners where other voxels stand close are darker: a cheap shadow that shows depth.
        const near = [[0, 0], [-1, 0], [0, -1], [-1, -1]].filter(([i, j]) => solid(
          x + dx + u[0] * (a + i) + v[0] * (b + j), y + dy + u[1] * (a + i) + v[1] * (b + j), z + dz + u[2] * (a + i) + v[2] * (b + j))).length;
        const shade = 1 - 0.16 * near;
        position.push(corner[0] + u[0] * a + v[0] * b - nx / 2, corner[2] + u[2] * a + v[2] * b, corner[1] + u[1] * a + v[1] * b - ny / 2);
        light.push(dx, dz, dy);
        colour.push(rgb[0] * shade, rgb[1] * shade, rgb[2] * shade);
      }
      // With z of the box upwards the order of the corners is turned over on three of the six sides.
      const turned = dx > 0 || dy < 0 || dz > 0;
      for (const i of turned ? [0, 2, 1, 0, 3, 2] : [0, 1, 2, 0, 2, 3]) index.push(first + i);
    }
  }
  const geometry = new THREE.BufferGeometry();
  geometry.setAttribute("position", new THREE.BufferAttribute(new Float32Array(position), 3));
  geometry.setAttribute("normal", new THREE.BufferAttribute(new Float32Array(light), 3));
  geometry.setAttribute("color", new THREE.BufferAttribute(new Float32Array(colour), 3));
  geometry.setIndex(new THREE.BufferAttribute(new Uint32Array(index), 1));
  return geometry;
}

// A view with show(state): legend with boxes to tick, a cut that can be moved.
class Space {
  constructor(label) {
    this.hidden = new Set();
    this.cut = 0;
    this.box = el("div", {class: "space", tabindex: 0, role: "application", "aria-label": `${label}: arrow keys turn, plus and minus zoom, 0 begins anew`});
    this.legend = el("div", {class: "legend"});
    this.slice = el("input", {type: "range", min: 0, max: 0.95, step: 0.05, value: 0, "aria-label": "cut into the electrode"});
    this.slice.addEventListener("input", () => (this.cut = Number(this.slice.value), this.rebuild()));
    this.node = el("figure", {class: "electrode"}, this.box, this.legend, el("div", {class: "slider"}, "cut into it", this.slice),
      el("figcaption", {}, "Drag, or the arrow keys, to turn; wheel, or + and \u2212, to come closer; 0 to begin anew."));
    this.box.addEventListener("keydown", event => this.key(event));
  }

  start() {
    try {
      this.renderer = new THREE.WebGLRenderer({antialias: true, alpha: true, preserveDrawingBuffer: true});
    } catch (error) {
      this.box.replaceChildren(el("p", {}, "This browser shows no WebGL; the pictures above show the same states."));
      return;
    }
    this.box.replaceChildren(this.renderer.domElement);
    this.scene = new THREE.Scene();
    this.camera = new THREE.PerspectiveCamera(32, 1, 1, 5000);
    // The light comes over the shoulder of whoever looks, so that no side is in the dark.
    const lamp = new THREE.DirectionalLight(0xffffff, 1.9);
    lamp.position.set(-0.5, 0.7, 1);
    this.camera.add(lamp);
    this.scene.add(this.camera, new THREE.AmbientLight(0xffffff, 0.9), new THREE.HemisphereLight(0xffffff, 0x8090a0, 0.7));
    this.controls = new THREE.OrbitControls(this.camera, this.renderer.domElement);
    this.controls.addEventListener("change", () => this.draw());
    new ResizeObserver(() => this.resize()).observe(this.box);
    this.resize();
  }

  resize() {
    const {clientWidth: width, clientHeight: height} = this.box;
    if (!width || !height) return;
    this.renderer.setPixelRatio(Math.min(devicePixelRatio, 2));
    this.renderer.setSize(width, height, false);
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
    this.draw();
  }

  async show(state) {
    if (!this.renderer) this.start();
    if (!this.renderer) return;
    const wanted = this.state = state;
    const voxels = state.unpacked ||= await inflate(state.voxels);
    if (wanted !== this.state) return;
    const first = !this.voxels;
    this.voxels = voxels;
    this.tell();
    this.rebuild();
    if (first) this.home();
  }

  rebuild() {
    if (!this.voxels) return;
    if (this.solid) this.scene.remove(this.solid), this.solid.geometry.dispose();
    this.solid = new THREE.Mesh(mesh(this.state, this.voxels, this.hidden, this.cut), new THREE.MeshLambertMaterial({vertexColors: true}));
    this.scene.add(this.solid);
    this.box.dataset.triangles = this.solid.geometry.index.count / 3;
    this.draw();
  }

  tell() {
    const counts = new Array(256).fill(0), names = new Map();
    for (const voxel of this.voxels) counts[voxel]++;
    this.state.palette.forEach((material, i) => {
      if (counts[i] && material.role !== ROLE.electrolyte && !names.has(material.role)) names.set(material.role, material);
    });
    this.legend.replaceChildren(...[...names].map(([role, material]) => el("label", {},
      el("input", {type: "checkbox", checked: !this.hidden.has(role), onchange: event => {
        if (event.target.checked) this.hidden.delete(role); else this.hidden.add(role);
        this.rebuild();
      }}), el("span", {class: "swatch", style: `background: rgb(${material.colour})`}), material.name)));
  }

  home() {
    const [nx, ny, nz] = this.state.size, reach = Math.hypot(nx, ny, nz);
    this.controls.target.set(0, nz / 2, 0);
    this.camera.position.set(reach * 0.95, nz / 2 + reach * 0.8, -reach * 1.45);
    this.controls.update();
    this.draw();
  }

  // The camera moves on a sphere about what it looks at.
  turn(round, up, nearer = 1) {
    const away = this.camera.position.clone().sub(this.controls.target), radius = away.length() * nearer;
    const polar = Math.min(Math.max(Math.acos(away.y / away.length()) + up, 0.05), Math.PI - 0.05), angle = Math.atan2(away.x, away.z) + round;
    away.set(Math.sin(polar) * Math.sin(angle), Math.cos(polar), Math.sin(polar) * Math.cos(angle)).multiplyScalar(radius);
    this.camera.position.copy(this.controls.target).add(away);
    this.controls.update();
    this.draw();
  }

  key(event) {
    const moves = {ArrowLeft: [-0.12, 0], ArrowRight: [0.12, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1], "+": [0, 0, 0.9], "=": [0, 0, 0.9], "-": [0, 0, 1.1]};
    if (!this.solid) return;
    if (event.key === "0") this.home();
    else if (moves[event.key]) this.turn(...moves[event.key]);
    else return;
    event.preventDefault();
  }

  draw() {
    if (this.solid) this.renderer.render(this.scene, this.camera);
  }
}
