// A header of one's own: records with operators and methods, an enum, overloads, a constant.
#pragma once

namespace particles {

struct Vec {
  float x, y, z;
  __device__ float dot(const Vec &o) const { return x * o.x + y * o.y + z * o.z; }
};

__device__ inline Vec operator+(const Vec &a, const Vec &b) { return Vec{a.x + b.x, a.y + b.y, a.z + b.z}; }
__device__ inline Vec operator*(const Vec &a, float f) { return Vec{a.x * f, a.y * f, a.z * f}; }

enum class Wall { none, reflecting };

constexpr float gravity = -9.81f;

struct Particle {
  Vec place, speed;
};

/// One step of `dt` seconds; what falls below the floor comes back up from a reflecting wall.
__device__ inline Particle step(const Particle &p, float dt, Wall wall = Wall::reflecting)
{
  Vec speed = p.speed + Vec{0, 0, gravity} * dt;
  Vec place = p.place + speed * dt;
  if (wall == Wall::reflecting && place.z < 0) {
    place.z = -place.z;
    speed.z = -speed.z;
  }
  return Particle{place, speed};
}

/// Half the square of the speed.
__device__ inline float energy(const Particle &p) { return 0.5f * p.speed.dot(p.speed); }

}  // namespace particles
